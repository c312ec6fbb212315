package account

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// MostAddresses is how many addresses a person may keep.
const MostAddresses = 10

const mostPlace = 8 << 10 // bytes

// NewAddress is where and to whom a person has things sent. Place is the JSON of the
// address within its ward, which division has checked; here it is only kept sealed.
type NewAddress struct {
	Recipient string
	Phone     string
	Scheme    string
	WardCode  string
	Place     json.RawMessage
}

// Address is one that a person keeps.
type Address struct {
	ID        string
	Recipient string
	Phone     string // "+84…"
	Scheme    string
	WardCode  string
	Place     json.RawMessage
	CreatedAt clock.Instant
}

// address is a row of addresses.
type address struct {
	ID        string
	PersonID  string        `gorm:"<-:create"`
	Scheme    string        `gorm:"<-:create"`
	WardCode  string        `gorm:"<-:create"`
	Sealed    string        `gorm:"<-:create"`
	CreatedAt clock.Instant `gorm:"<-:create"`
}

// TableName is addresses.
func (address) TableName() string { return "addresses" }

// opened is what is sealed of an address.
type opened struct {
	Recipient string          `json:"recipient"`
	Phone     string          `json:"phone"`
	Place     json.RawMessage `json:"place"`
}

// SaveAddress keeps an address of the actor. It refuses recipients with "person.name" on
// "recipient" or the keys of vntext.Input, numbers as NormalPhone does, an unknown ward
// with "address.ward" on "ward_code", and fault.Conflict "address.many" above MostAddresses.
func (a *Accounts) SaveAddress(ctx context.Context, by actor.Buyer, in NewAddress) (Address, error) {
	clean, err := in.check()
	if err != nil {
		return Address{}, err
	}
	text, err := json.Marshal(clean)
	if err != nil || len(clean.Place) > mostPlace {
		return Address{}, fmt.Errorf("account: a place is not JSON of at most %d bytes", mostPlace)
	}
	row := address{
		ID: db.NewID(), PersonID: by.PersonID, Scheme: in.Scheme, WardCode: in.WardCode,
		Sealed: a.Keys.Seal(sealedAddress, string(text)), CreatedAt: a.Now(),
	}
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := takePerson(ctx, tx, by.PersonID); err != nil {
			return err
		}
		var n int64
		err := tx.WithContext(ctx).Raw("SELECT count(*) FROM addresses WHERE person_id = ? AND removed_at = 0", by.PersonID).Scan(&n).Error
		if err == nil && n >= MostAddresses {
			return fault.New(fault.Conflict, "address.many").With("most", MostAddresses)
		}
		if err == nil {
			err = tx.WithContext(ctx).Create(&row).Error
		}
		if db.IsForeign(err) {
			return fault.New(fault.Invalid, "address.ward").On("ward_code")
		}
		return err
	})
	if err != nil {
		return Address{}, err
	}
	return row.with(clean), nil
}

// Addresses lists the actor's addresses, the newest first.
func (a *Accounts) Addresses(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]Address, error) {
	var rows []address
	err := q.WithContext(ctx).Where("person_id = ? AND removed_at = 0", by.PersonID).Order("created_at DESC, id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("account: addresses: %w", err)
	}
	out := make([]Address, 0, len(rows))
	for _, row := range rows {
		text, err := a.Keys.Open(sealedAddress, row.Sealed)
		if err != nil {
			return nil, err
		}
		var o opened
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			return nil, fmt.Errorf("account: address %s: not readable", row.ID)
		}
		out = append(out, row.with(o))
	}
	return out, nil
}

// RemoveAddress wipes one of the actor's addresses; what was ordered to it keeps its own
// copy. Any other is fault.NotFound "address.gone".
func (a *Accounts) RemoveAddress(ctx context.Context, by actor.Buyer, addressID string) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error {
		n, err := wipeAddresses(ctx, tx, a.Now(), "id = ? AND person_id = ?", addressID, by.PersonID)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "address.gone")
		}
		return err
	})
}

func wipeAddresses(ctx context.Context, tx *gorm.DB, now clock.Instant, where string, args ...any) (int64, error) {
	res := tx.WithContext(ctx).Table("addresses").Where("removed_at = 0").Where(where, args...).
		Updates(map[string]any{"removed_at": now, "sealed": ""})
	if res.Error != nil {
		return 0, fmt.Errorf("account: remove address: %w", res.Error)
	}
	return res.RowsAffected, nil
}

func (row address) with(o opened) Address {
	return Address{
		ID: row.ID, Recipient: o.Recipient, Phone: o.Phone, Scheme: row.Scheme, WardCode: row.WardCode,
		Place: o.Place, CreatedAt: row.CreatedAt,
	}
}

func (in NewAddress) check() (opened, error) {
	var faults fault.List
	name, refused := vntext.Input(norm.NFC.String(in.Recipient), 60, false)
	if refused == "" && vntext.Fold(name) == "" {
		refused = "person.name"
	}
	if refused != "" {
		faults.Add(fault.New(fault.Invalid, refused).On("recipient").With("most", 60))
	}
	number, err := NormalPhone(in.Phone)
	faults = append(faults, fault.All(err)...)
	if in.Place == nil {
		in.Place = json.RawMessage("null")
	}
	return opened{name, number, in.Place}, faults.Err()
}
