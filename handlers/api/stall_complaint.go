package api

func (a *api) stallComplaintRoutes() chapter {
	return chapter{"Complaints to a stall", nil}
}
