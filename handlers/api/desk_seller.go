package api

func (a *api) deskSellerRoutes() chapter {
	return chapter{"Desk: sellers", nil}
}
