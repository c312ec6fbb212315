package api

func (a *api) stallRoutes() chapter {
	return chapter{"My stall", nil}
}
