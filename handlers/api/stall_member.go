package api

func (a *api) stallMemberRoutes() chapter {
	return chapter{"Members of a stall", nil}
}
