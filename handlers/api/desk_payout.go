package api

func (a *api) deskPayoutRoutes() chapter {
	return chapter{"Desk: payouts", nil}
}
