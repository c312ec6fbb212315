package api

func (a *api) deskComplaintRoutes() chapter {
	return chapter{"Desk: complaints", nil}
}
