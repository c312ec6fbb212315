package portal

import (
	"net/url"

	"github.com/chophien/chophien/web/view"
)

// The addresses of the portal; the edge's route list is written against them.
const (
	PathOpen    = view.PathPortal + "/open"
	PathHelper  = view.PathPortal + "/helper"
	PathOfficer = view.PathPortal + "/officer"
	PathDesk    = view.PathPortal + "/desk"
	PathDays    = view.PathPortal + "/days"

	// The portal as an app of the phone.
	PathOffline  = view.PathPortal + "/offline"
	PathManifest = view.PathPortal + "/manifest.webmanifest"
	PathWorker   = view.PathPortal + "/worker.js"
)

// StallPath is the work of one stall; more are the parts of the address below it.
func StallPath(slug string, more ...string) string {
	return below(view.PathPortal+"/s/"+url.PathEscape(slug), more...)
}

// OfficerPath is a page of the officers.
func OfficerPath(more ...string) string { return below(PathOfficer, more...) }

// DeskPath is a page of the market's desk.
func DeskPath(more ...string) string { return below(PathDesk, more...) }

// HelperPath is a page of the helpers.
func HelperPath(more ...string) string { return below(PathHelper, more...) }

// DaysPath is a page of the sign-up days.
func DaysPath(more ...string) string { return below(PathDays, more...) }

func below(at string, more ...string) string {
	for _, m := range more {
		at += "/" + url.PathEscape(m)
	}
	return at
}
