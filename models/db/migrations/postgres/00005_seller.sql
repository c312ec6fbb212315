-- +goose Up

CREATE TABLE seller_states (state TEXT PRIMARY KEY);
INSERT INTO seller_states VALUES ('applied'), ('checked'), ('active'), ('suspended'), ('closed');

-- Who sells. Nobody is active before an identity check stands in seller_checks.
CREATE TABLE sellers (
  id            TEXT PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE CHECK (slug <> ''),
  name          TEXT NOT NULL CHECK (name <> ''),
  kind          TEXT NOT NULL CHECK (kind IN ('household', 'cooperative', 'cooperative_group', 'company')),
  about_vi      TEXT NOT NULL DEFAULT '',
  about_en      TEXT NOT NULL DEFAULT '',
  scheme        TEXT NOT NULL,
  ward_code     TEXT NOT NULL,
  since         TEXT NOT NULL,
  state         TEXT NOT NULL REFERENCES seller_states(state),
  sample        BOOLEAN NOT NULL DEFAULT FALSE,
  business_no   TEXT NOT NULL DEFAULT '',
  tax_residency TEXT NOT NULL DEFAULT 'resident' CHECK (tax_residency IN ('resident', 'non_resident')),
  tax_entity    TEXT NOT NULL CHECK (tax_entity IN ('individual', 'company')),
  invoices      BOOLEAN NOT NULL DEFAULT FALSE, -- issues its own e-invoices
  pickup_sealed TEXT NOT NULL DEFAULT '',
  phone_id      TEXT REFERENCES phones(id),
  photo_id      TEXT REFERENCES photos(id),
  created_at    BIGINT NOT NULL,
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code),
  -- A household is taxed through its person: were it marked a company, nothing would be withheld.
  CHECK (kind <> 'household' OR tax_entity = 'individual'),
  CHECK (kind <> 'company' OR tax_entity = 'company')
);
CREATE INDEX sellers_by_state ON sellers (state, created_at, id);
CREATE INDEX sellers_by_ward ON sellers (ward_code, created_at, id);

-- Who may act for a seller, and in what. A removed member keeps the row.
CREATE TABLE seller_members (
  id         TEXT PRIMARY KEY,
  seller_id  TEXT NOT NULL REFERENCES sellers(id),
  person_id  TEXT NOT NULL REFERENCES people(id),
  rights     TEXT NOT NULL,
  added_by   TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX seller_members_once ON seller_members (seller_id, person_id) WHERE removed_at = 0;
CREATE INDEX seller_members_of_person ON seller_members (person_id) WHERE removed_at = 0;

-- That the identity of a seller was checked: how, by whom, when. No document is kept, only
-- its sealed number and the last four characters.
CREATE TABLE seller_checks (
  id               TEXT PRIMARY KEY,
  seller_id        TEXT NOT NULL REFERENCES sellers(id),
  method           TEXT NOT NULL CHECK (method IN ('vneid', 'chip_card', 'in_person', 'papers')),
  reference_sealed TEXT NOT NULL,
  reference_last4  TEXT NOT NULL,
  valid_until      TEXT NOT NULL DEFAULT '',
  checked_by       TEXT NOT NULL,
  created_at       BIGINT NOT NULL
);
CREATE INDEX seller_checks_of_seller ON seller_checks (seller_id, created_at);

-- Every change of a seller's state: append-only.
CREATE TABLE seller_moves (
  id           TEXT PRIMARY KEY,
  seller_id    TEXT NOT NULL REFERENCES sellers(id),
  from_state   TEXT NOT NULL DEFAULT '',
  to_state     TEXT NOT NULL REFERENCES seller_states(state),
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX seller_moves_of_seller ON seller_moves (seller_id, created_at, id);

-- Where a seller's money goes. A new one waits before it can be paid to, so that a stolen
-- phone does not empty a balance overnight.
CREATE TABLE bank_accounts (
  id            TEXT PRIMARY KEY,
  seller_id     TEXT NOT NULL REFERENCES sellers(id),
  bank_bin      TEXT NOT NULL CHECK (length(bank_bin) = 6),
  number_sealed TEXT NOT NULL CHECK (number_sealed <> ''),
  last4         TEXT NOT NULL,
  holder        TEXT NOT NULL CHECK (holder <> ''),
  usable_from   BIGINT NOT NULL,
  created_by    TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  removed_at    BIGINT NOT NULL DEFAULT 0,
  CHECK (usable_from >= created_at)
);
CREATE UNIQUE INDEX bank_accounts_live ON bank_accounts (seller_id) WHERE removed_at = 0;

-- +goose Down
DROP TABLE bank_accounts;
DROP TABLE seller_moves;
DROP TABLE seller_checks;
DROP TABLE seller_members;
DROP TABLE sellers;
DROP TABLE seller_states;
