-- +goose Up

-- What was searched for, a day and text, and how it ended: nothing of who asked, from where
-- or when on that day. The empty text stands for those that are not kept.
CREATE TABLE search_texts (
  day        TEXT   NOT NULL CHECK (length(day) = 10),
  words      TEXT   NOT NULL CHECK (length(words) <= 60),
  asked      BIGINT NOT NULL CHECK (asked >= 0),
  found_none BIGINT NOT NULL CHECK (found_none >= 0),
  found_near BIGINT NOT NULL CHECK (found_near >= 0),
  PRIMARY KEY (day, words),
  CHECK (found_none + found_near <= asked)
);

-- Which place of the results was pressed, a day: 1 to 24 of the first page, 25 for all behind.
CREATE TABLE search_clicks (
  day    TEXT   NOT NULL CHECK (length(day) = 10),
  rank   BIGINT NOT NULL CHECK (rank BETWEEN 1 AND 25),
  clicks BIGINT NOT NULL CHECK (clicks >= 0),
  PRIMARY KEY (day, rank)
);

-- +goose Down
DROP TABLE search_clicks;
DROP TABLE search_texts;
