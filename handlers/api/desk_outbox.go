package api

func (a *api) deskOutboxRoutes() chapter {
	return chapter{"Desk: notes", nil}
}
