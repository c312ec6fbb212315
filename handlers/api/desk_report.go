package api

func (a *api) deskReportRoutes() chapter {
	return chapter{"Desk: reports of listings", nil}
}
