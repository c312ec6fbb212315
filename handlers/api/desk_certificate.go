package api

func (a *api) deskCertificateRoutes() chapter {
	return chapter{"Desk: certificates", nil}
}
