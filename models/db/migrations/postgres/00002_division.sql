-- +goose Up

-- The lists of places by the first day on which they held, with the state of the embedded
-- data that was loaded last.
CREATE TABLE division_schemes (
  scheme  TEXT NOT NULL PRIMARY KEY CHECK (scheme <> ''),
  edition TEXT NOT NULL
);

-- Codes were used again by later lists for other places: only (scheme, code) names one.
CREATE TABLE divisions (
  scheme      TEXT NOT NULL REFERENCES division_schemes(scheme),
  code        TEXT NOT NULL CHECK (code <> ''),
  level       TEXT NOT NULL CHECK (level IN ('province', 'district', 'ward')),
  kind        TEXT NOT NULL CHECK (kind <> ''),
  name        TEXT NOT NULL CHECK (name <> ''),
  bare        TEXT NOT NULL CHECK (bare <> ''),
  parent_code TEXT, -- NULL, not '': a province has no row to point at
  folded      TEXT NOT NULL,
  valid_from  TEXT NOT NULL,
  lat         INTEGER NOT NULL DEFAULT 0 CHECK (lat BETWEEN -90000000 AND 90000000),   -- micro-degrees
  lon         INTEGER NOT NULL DEFAULT 0 CHECK (lon BETWEEN -180000000 AND 180000000),
  PRIMARY KEY (scheme, code),
  FOREIGN KEY (scheme, parent_code) REFERENCES divisions (scheme, code),
  CHECK ((level = 'province') = (parent_code IS NULL))
);
CREATE INDEX divisions_of_parent ON divisions (scheme, parent_code);

-- What became of a legacy unit: all of it (whole), or a part, and then a person chooses.
CREATE TABLE division_links (
  legacy_scheme  TEXT NOT NULL,
  legacy_code    TEXT NOT NULL,
  current_scheme TEXT NOT NULL,
  current_code   TEXT NOT NULL,
  coverage       TEXT NOT NULL CHECK (coverage IN ('whole', 'partial')),
  PRIMARY KEY (legacy_scheme, legacy_code, current_scheme, current_code),
  FOREIGN KEY (legacy_scheme, legacy_code) REFERENCES divisions (scheme, code),
  FOREIGN KEY (current_scheme, current_code) REFERENCES divisions (scheme, code),
  CHECK (legacy_scheme <> current_scheme)
);
CREATE INDEX division_links_into ON division_links (current_scheme, current_code);

-- +goose Down
DROP TABLE division_links;
DROP TABLE divisions;
DROP TABLE division_schemes;
