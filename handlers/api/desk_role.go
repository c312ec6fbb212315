package api

func (a *api) deskRoleRoutes() chapter {
	return chapter{"Desk: roles", nil}
}
