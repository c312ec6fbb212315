package api

func (a *api) stallProductRoutes() chapter {
	return chapter{"Goods of a stall", nil}
}
