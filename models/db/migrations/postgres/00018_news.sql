-- +goose Up

-- Which phone was told of which happening: a note that is delivered again rings none twice.
CREATE TABLE news_told (
  happening TEXT   NOT NULL CHECK (happening <> ''), -- ids only, with the side that was told
  phone_id  TEXT   NOT NULL REFERENCES phones(id),
  at        BIGINT NOT NULL CHECK (at > 0),
  PRIMARY KEY (happening, phone_id)
);
CREATE INDEX news_told_at ON news_told (at);

-- How many days before its end it was told that a paper ends: each once.
CREATE TABLE certificate_warnings (
  certificate_id TEXT    NOT NULL REFERENCES certificates(id),
  days           INTEGER NOT NULL CHECK (days IN (30, 7)),
  created_at     BIGINT  NOT NULL CHECK (created_at > 0),
  PRIMARY KEY (certificate_id, days)
);
CREATE TABLE seller_check_warnings (
  check_id   TEXT    NOT NULL REFERENCES seller_checks(id),
  days       INTEGER NOT NULL CHECK (days IN (30, 7)),
  created_at BIGINT  NOT NULL CHECK (created_at > 0),
  PRIMARY KEY (check_id, days)
);

-- +goose Down
DROP TABLE seller_check_warnings;
DROP TABLE certificate_warnings;
DROP TABLE news_told;
