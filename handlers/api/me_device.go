package api

import (
	"encoding/base64"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
)

func (a *api) meDeviceRoutes() chapter {
	return chapter{"The account: on a device", []*route{
		on(a, "GET", "/me/device-key", "getDeviceKey", "The key by which an app seals what it keeps of the person on a device", a.deviceKey).need("device").
			says("The same for a person and device every time: what was sealed before a sign-out opens after the next sign-in of its owner, and for nobody else. Keep the key no longer than the session."),
		on(a, "GET", "/me/work", "getWork", "What the person can do without a network: open orders and goods of their stalls", a.work).
			says("Orders that wait to be confirmed or packed and the goods with price and stock, of every stall in which the person may handle them; without anything of buyers. " +
				"A request that was made without a network may name its person in the header For-Person: it is refused with session.other where somebody else is signed in by then."),
	}}
}

type deviceIn struct {
	Device string `json:"device" doc:"a UUID that the app gave the device"`
}

type deviceKeyOut struct {
	PersonID string `json:"person_id"`
	Key      string `json:"key" doc:"32 bytes in base64, for AES-256-GCM"`
}

func (a *api) deviceKey(_ *fiber.Ctx, by actor.Buyer, in deviceIn) (deviceKeyOut, error) {
	key, err := a.Accounts.DeviceKey(by, in.Device)
	return deviceKeyOut{by.PersonID, base64.StdEncoding.EncodeToString(key)}, err
}
