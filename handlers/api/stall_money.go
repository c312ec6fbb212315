package api

func (a *api) stallMoneyRoutes() chapter {
	return chapter{"Money of a stall", nil}
}
