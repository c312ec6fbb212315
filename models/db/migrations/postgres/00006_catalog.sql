-- +goose Up

CREATE TABLE product_states (state TEXT PRIMARY KEY);
INSERT INTO product_states VALUES ('staged'), ('draft'), ('published'), ('hidden');

CREATE TABLE product_classes (class TEXT PRIMARY KEY);
INSERT INTO product_classes VALUES ('raw'), ('packed'), ('alcohol'), ('herbal'), ('handicraft'), ('living'), ('service');

-- What is offered, and what its class obliges the seller to state. seller_id NULL is a
-- catalogue entry that nobody can buy until a seller claims it.
CREATE TABLE products (
  id               TEXT PRIMARY KEY,
  slug             TEXT NOT NULL UNIQUE CHECK (slug <> ''),
  seller_id        TEXT REFERENCES sellers(id),
  class            TEXT NOT NULL REFERENCES product_classes(class),
  kind             TEXT NOT NULL CHECK (kind <> ''),
  ocop_group       SMALLINT NOT NULL DEFAULT 0 CHECK (ocop_group BETWEEN 0 AND 6),
  name_vi          TEXT NOT NULL CHECK (name_vi <> ''),
  name_en          TEXT NOT NULL DEFAULT '',
  description_vi   TEXT NOT NULL DEFAULT '',
  description_en   TEXT NOT NULL DEFAULT '',
  scheme           TEXT,
  ward_code        TEXT,
  legacy_scheme    TEXT,
  legacy_code      TEXT,
  origin_text      TEXT NOT NULL DEFAULT '',
  season           INTEGER NOT NULL DEFAULT 0 CHECK (season BETWEEN 0 AND 4095), -- bit 0 is January
  shelf_life_days  INTEGER NOT NULL DEFAULT 0 CHECK (shelf_life_days >= 0),
  storage_vi       TEXT NOT NULL DEFAULT '',
  ingredients_vi   TEXT NOT NULL DEFAULT '',
  usage_vi         TEXT NOT NULL DEFAULT '',
  warnings_vi      TEXT NOT NULL DEFAULT '',
  declaration_type TEXT NOT NULL DEFAULT '' CHECK (declaration_type IN ('', 'self', 'standard', 'registration')),
  declaration_no   TEXT NOT NULL DEFAULT '',
  declaration_on   TEXT NOT NULL DEFAULT '',
  producer_name    TEXT NOT NULL DEFAULT '',
  producer_address TEXT NOT NULL DEFAULT '',
  evidence         TEXT NOT NULL DEFAULT '' CHECK (evidence IN ('', 'certified', 'ocop-stated', 'ocop-plan', 'specialty')),
  stated_stars     SMALLINT NOT NULL DEFAULT 0 CHECK (stated_stars BETWEEN 0 AND 5), -- what a source says; never shown as a badge
  recognised_year  INTEGER NOT NULL DEFAULT 0 CHECK (recognised_year = 0 OR recognised_year BETWEEN 2018 AND 2100),
  decision_no      TEXT NOT NULL DEFAULT '',
  source_url       TEXT NOT NULL DEFAULT '',
  tax_class        TEXT NOT NULL DEFAULT '' CHECK (tax_class IN ('', 'goods', 'service', 'transport', 'own_raw_produce')),
  sample           BOOLEAN NOT NULL DEFAULT FALSE,
  state            TEXT NOT NULL REFERENCES product_states(state),
  version          BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
  import_id        TEXT NOT NULL DEFAULT '',
  entry_key        TEXT NOT NULL DEFAULT '', -- what a file's row is found again by
  entry_hash       TEXT NOT NULL DEFAULT '', -- what that row said
  created_at       BIGINT NOT NULL,
  published_at     BIGINT NOT NULL DEFAULT 0,
  FOREIGN KEY (scheme, ward_code) REFERENCES divisions (scheme, code),
  FOREIGN KEY (legacy_scheme, legacy_code) REFERENCES divisions (scheme, code),
  CHECK ((scheme IS NULL) = (ward_code IS NULL)),
  CHECK ((legacy_scheme IS NULL) = (legacy_code IS NULL)),
  CHECK (tax_class = '' OR (class = 'service') = (tax_class = 'service')),
  -- Only what grew on the seller's land and is unprocessed goes untaxed.
  CHECK (tax_class <> 'own_raw_produce' OR class IN ('raw', 'living')),
  CHECK (state <> 'published' OR (seller_id IS NOT NULL AND tax_class <> '' AND published_at > 0))
);
CREATE UNIQUE INDEX products_entry ON products (entry_key) WHERE entry_key <> '';
CREATE INDEX products_shelf ON products (published_at, id) WHERE state = 'published';
CREATE INDEX products_shelf_by_kind ON products (kind, published_at, id) WHERE state = 'published';
CREATE INDEX products_shelf_by_ward ON products (ward_code, published_at, id) WHERE state = 'published';
CREATE INDEX products_of_seller ON products (seller_id, created_at, id);
CREATE INDEX products_unclaimed ON products (created_at, id) WHERE seller_id IS NULL;
CREATE INDEX products_staged ON products (import_id) WHERE state = 'staged';

-- The forms in which a product is sold. price is per piece, or per kilogram when sold by weight.
CREATE TABLE variants (
  id         TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products(id),
  name_vi    TEXT NOT NULL DEFAULT '',
  name_en    TEXT NOT NULL DEFAULT '',
  basis      TEXT NOT NULL CHECK (basis IN ('piece', 'gram')),
  unit       TEXT NOT NULL CHECK (unit <> ''),
  step       BIGINT NOT NULL CHECK (step > 0),
  minimum    BIGINT NOT NULL CHECK (minimum >= step AND minimum <= 10000000),
  net_grams  BIGINT NOT NULL DEFAULT 0 CHECK (net_grams >= 0),
  net_ml     BIGINT NOT NULL DEFAULT 0 CHECK (net_ml >= 0),
  ship_grams BIGINT NOT NULL DEFAULT 0 CHECK (ship_grams >= 0),
  price      BIGINT NOT NULL DEFAULT 0 CHECK (price BETWEEN 0 AND 1000000000),
  position   INTEGER NOT NULL DEFAULT 0,
  active     BOOLEAN NOT NULL DEFAULT TRUE,
  created_at BIGINT NOT NULL,
  CHECK (minimum % step = 0),
  CHECK (basis = 'piece' OR (net_grams = 0 AND net_ml = 0))
);
CREATE INDEX variants_of_product ON variants (product_id, position, id);

-- Every price that ever held: append-only.
CREATE TABLE price_changes (
  id           TEXT PRIMARY KEY,
  variant_id   TEXT NOT NULL REFERENCES variants(id),
  before       BIGINT NOT NULL CHECK (before >= 0),
  after        BIGINT NOT NULL CHECK (after >= 0),
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  CHECK (before <> after)
);
CREATE INDEX price_changes_of_variant ON price_changes (variant_id, created_at, id);

-- What a paper says of a product, and whether an officer has seen it. last_day is written
-- with the verdict: the last day on which the paper surely holds.
CREATE TABLE certificates (
  id              TEXT PRIMARY KEY,
  product_id      TEXT NOT NULL REFERENCES products(id),
  kind            TEXT NOT NULL CHECK (kind IN ('ocop', 'vietgap', 'organic', 'haccp', 'iso', 'gi', 'other')),
  number          TEXT NOT NULL DEFAULT '',
  issuer          TEXT NOT NULL DEFAULT '',
  stars           SMALLINT NOT NULL DEFAULT 0 CHECK (stars BETWEEN 0 AND 5),
  issued_on       TEXT NOT NULL DEFAULT '',
  valid_until     TEXT NOT NULL DEFAULT '',
  recognised_year INTEGER NOT NULL DEFAULT 0 CHECK (recognised_year = 0 OR recognised_year BETWEEN 2018 AND 2100),
  scan_id         TEXT REFERENCES photos(id),
  state           TEXT NOT NULL CHECK (state IN ('claimed', 'verified', 'refused', 'withdrawn')),
  last_day        TEXT NOT NULL DEFAULT '',
  verified_by     TEXT NOT NULL DEFAULT '',
  verified_at     BIGINT NOT NULL DEFAULT 0,
  reason          TEXT NOT NULL DEFAULT '',
  created_at      BIGINT NOT NULL,
  CHECK (kind = 'ocop' OR stars = 0),
  -- Nothing counts that nobody has compared with the paper.
  CHECK (state <> 'verified' OR (number <> '' AND issued_on <> '' AND scan_id IS NOT NULL
    AND verified_by <> '' AND verified_at > 0 AND last_day <> '')),
  CHECK (state <> 'verified' OR kind <> 'ocop' OR stars BETWEEN 3 AND 5)
);
CREATE INDEX certificates_of_product ON certificates (product_id, created_at);
CREATE INDEX certificates_to_verify ON certificates (created_at, id) WHERE state = 'claimed';
CREATE INDEX certificates_last_day ON certificates (last_day) WHERE state = 'verified';
CREATE UNIQUE INDEX certificates_once ON certificates (product_id, kind, number)
  WHERE number <> '' AND state IN ('claimed', 'verified');

CREATE TABLE product_photos (
  product_id TEXT NOT NULL REFERENCES products(id),
  photo_id   TEXT NOT NULL REFERENCES photos(id),
  position   INTEGER NOT NULL,
  PRIMARY KEY (product_id, photo_id)
);
CREATE INDEX product_photos_in_order ON product_photos (product_id, position);
CREATE INDEX product_photos_of_photo ON product_photos (photo_id);

-- Every change of a product's state or of its seller: append-only.
CREATE TABLE product_moves (
  id           TEXT PRIMARY KEY,
  product_id   TEXT NOT NULL REFERENCES products(id),
  from_state   TEXT NOT NULL DEFAULT '',
  to_state     TEXT NOT NULL REFERENCES product_states(state),
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL
);
CREATE INDEX product_moves_of_product ON product_moves (product_id, created_at, id);

-- +goose Down
DROP TABLE product_moves;
DROP TABLE product_photos;
DROP TABLE certificates;
DROP TABLE price_changes;
DROP TABLE variants;
DROP TABLE products;
DROP TABLE product_classes;
DROP TABLE product_states;
