-- +goose Up

-- A stall, or one of its goods, that sleeps is seen and found, and cannot be bought. by_season
-- lets the calendar put it to sleep and wake it by the months of the harvest; wakes_on is the
-- day on which it wakes ('': when its seller says so). One column tells who sleeps now: the
-- days alone would have to be asked of every row that is read.
ALTER TABLE products ADD COLUMN by_season BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE products ADD COLUMN asleep BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE products ADD COLUMN wakes_on TEXT NOT NULL DEFAULT '' CHECK (asleep OR wakes_on = '');
CREATE INDEX products_resting ON products (id) WHERE by_season OR asleep;

ALTER TABLE sellers ADD COLUMN by_season BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sellers ADD COLUMN asleep BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sellers ADD COLUMN wakes_on TEXT NOT NULL DEFAULT '' CHECK (asleep OR wakes_on = '');

-- Holidays: from one day to another, both included, with a word for buyers. away says that
-- they are now.
ALTER TABLE sellers ADD COLUMN away BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sellers ADD COLUMN away_from TEXT NOT NULL DEFAULT '' CHECK (NOT away OR away_from <> '');
ALTER TABLE sellers ADD COLUMN away_to TEXT NOT NULL DEFAULT '' CHECK ((away_from = '') = (away_to = '') AND away_from <= away_to);
ALTER TABLE sellers ADD COLUMN away_words TEXT NOT NULL DEFAULT '' CHECK (away_from <> '' OR away_words = '');
CREATE INDEX sellers_resting ON sellers (id) WHERE by_season OR asleep OR away_from <> '';

-- That the helper was reminded of a day on which a stall wakes, and that last year's buyers
-- were told: each once.
CREATE TABLE season_told (
  seller_id TEXT   NOT NULL REFERENCES sellers(id),
  what      TEXT   NOT NULL CHECK (what IN ('soon', 'woke')),
  day       TEXT   NOT NULL CHECK (length(day) = 10),
  at        BIGINT NOT NULL CHECK (at > 0),
  PRIMARY KEY (seller_id, what, day)
);

-- +goose Down
DROP TABLE season_told;
DROP INDEX sellers_resting;
ALTER TABLE sellers DROP COLUMN away_words;
ALTER TABLE sellers DROP COLUMN away_to;
ALTER TABLE sellers DROP COLUMN away_from;
ALTER TABLE sellers DROP COLUMN away;
ALTER TABLE sellers DROP COLUMN wakes_on;
ALTER TABLE sellers DROP COLUMN asleep;
ALTER TABLE sellers DROP COLUMN by_season;
DROP INDEX products_resting;
ALTER TABLE products DROP COLUMN wakes_on;
ALTER TABLE products DROP COLUMN asleep;
ALTER TABLE products DROP COLUMN by_season;
