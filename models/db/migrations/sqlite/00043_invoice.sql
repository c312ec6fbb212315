-- +goose Up

-- What is invoiced: an order that its buyer wants an invoice for, and what changed after
-- it was handed over. seller_id is who sold; issuer says whether the seller issues it or
-- the market on the seller's behalf. Amounts are frozen when it is handed over.
CREATE TABLE invoices (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('sale', 'correction', 'fee')),
  order_id     TEXT REFERENCES orders(id),
  corrects_id  TEXT REFERENCES invoices(id),
  seller_id    TEXT NOT NULL REFERENCES sellers(id),
  issuer       TEXT NOT NULL CHECK (issuer IN ('seller', 'market')),
  period       TEXT NOT NULL DEFAULT '', -- month of a fee
  state        TEXT NOT NULL CHECK (state IN ('requested', 'due', 'handed', 'issued', 'refused', 'void')),
  buyer_kind   TEXT NOT NULL CHECK (buyer_kind IN ('organisation', 'budget_unit', 'person', 'retail', 'seller')),
  buyer_sealed TEXT NOT NULL DEFAULT '',
  total        BIGINT NOT NULL DEFAULT 0,
  serial       TEXT NOT NULL DEFAULT '', -- form and symbol, "1C26TYB"
  number       TEXT NOT NULL DEFAULT '',
  issued_on    TEXT NOT NULL DEFAULT '',
  office_code  TEXT NOT NULL DEFAULT '', -- of the tax office, where it gives one
  reason       TEXT NOT NULL DEFAULT '', -- why it was refused
  handed_at    BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL,
  CHECK ((kind = 'fee') = (order_id IS NULL) AND (kind = 'fee') = (period <> '')),
  CHECK ((kind = 'correction') = (corrects_id IS NOT NULL)),
  CHECK (kind <> 'sale' OR total >= 0),
  CHECK (kind <> 'correction' OR total <> 0),
  CHECK ((state = 'issued') = (number <> '')),
  CHECK ((number <> '') = (issued_on <> '')),
  CHECK ((state = 'refused') = (reason <> '')),
  CHECK (state NOT IN ('handed', 'issued') OR handed_at > 0)
);
CREATE UNIQUE INDEX invoices_of_order ON invoices (order_id) WHERE kind = 'sale';
CREATE UNIQUE INDEX invoices_of_month ON invoices (seller_id, period) WHERE kind = 'fee';
CREATE INDEX invoices_corrections ON invoices (corrects_id) WHERE kind = 'correction';
CREATE UNIQUE INDEX invoices_number ON invoices (seller_id, serial, number) WHERE number <> '' AND kind <> 'fee';
CREATE UNIQUE INDEX invoices_fee_number ON invoices (serial, number) WHERE number <> '' AND kind = 'fee';
CREATE INDEX invoices_by_seller ON invoices (seller_id, created_at, id);
CREATE INDEX invoices_by_time ON invoices (created_at, id);
CREATE INDEX invoices_by_state ON invoices (state, created_at, id);

-- Its lines, as they were handed over. vat says how VAT stands on it: none (an individual's
-- sales invoice), exempt (raw produce of who grew it), issuer (the price holds it, at the
-- rate that the issuer states) or rate (vat_bp on top of amount).
CREATE TABLE invoice_lines (
  invoice_id TEXT NOT NULL REFERENCES invoices(id),
  position   INTEGER NOT NULL CHECK (position > 0),
  kind       TEXT NOT NULL CHECK (kind IN ('goods', 'delivery', 'difference', 'commission')),
  name       TEXT NOT NULL,
  unit       TEXT NOT NULL,
  basis      TEXT NOT NULL CHECK (basis IN ('piece', 'gram')),
  quantity   BIGINT NOT NULL CHECK (quantity > 0),
  price      BIGINT NOT NULL,
  amount     BIGINT NOT NULL,
  vat        TEXT NOT NULL CHECK (vat IN ('none', 'exempt', 'issuer', 'rate')),
  vat_bp     INTEGER NOT NULL DEFAULT 0 CHECK (vat_bp BETWEEN 0 AND 10000),
  vat_amount BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (invoice_id, position),
  CHECK (vat = 'rate' OR (vat_bp = 0 AND vat_amount = 0))
);

CREATE TABLE invoice_moves (
  id           TEXT PRIMARY KEY,
  invoice_id   TEXT NOT NULL REFERENCES invoices(id),
  from_state   TEXT NOT NULL,
  to_state     TEXT NOT NULL,
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX invoice_moves_of ON invoice_moves (invoice_id, created_at, id);

-- +goose Down
DROP TABLE invoice_moves;
DROP TABLE invoice_lines;
DROP TABLE invoices;
