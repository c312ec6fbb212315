package api

func (a *api) deskMoneyRoutes() chapter {
	return chapter{"Desk: money", nil}
}
