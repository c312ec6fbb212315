package api

func (a *api) stallDeliveryRoutes() chapter {
	return chapter{"Delivery of a stall", nil}
}
