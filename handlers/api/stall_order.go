package api

func (a *api) stallOrderRoutes() chapter {
	return chapter{"Orders of a stall", nil}
}
