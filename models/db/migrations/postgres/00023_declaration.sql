-- +goose Up

-- What changes the tax of a seller: an exemption, or that they grow what they sell. It
-- counts from the moment in which an officer has compared it with the paper.
CREATE TABLE tax_papers (
  id          TEXT   NOT NULL PRIMARY KEY,
  seller_id   TEXT   NOT NULL REFERENCES sellers(id),
  kind        TEXT   NOT NULL CHECK (kind IN ('exemption', 'own_produce')),
  number      TEXT   NOT NULL CHECK (number <> ''),
  issuer      TEXT   NOT NULL CHECK (issuer <> ''),
  issued_on   TEXT   NOT NULL CHECK (length(issued_on) = 10),
  valid_from  TEXT   NOT NULL CHECK (length(valid_from) = 10),
  valid_to    TEXT   NOT NULL DEFAULT '', -- the last day
  scan_id     TEXT   NOT NULL REFERENCES photos(id),
  state       TEXT   NOT NULL CHECK (state IN ('claimed', 'verified', 'refused', 'withdrawn')),
  entered_by  TEXT   NOT NULL CHECK (entered_by <> ''),
  verified_by TEXT   NOT NULL DEFAULT '',
  verified_at BIGINT NOT NULL DEFAULT 0,
  ended_by    TEXT   NOT NULL DEFAULT '',
  ended_at    BIGINT NOT NULL DEFAULT 0, -- withdrawn: nothing from here on
  reason      TEXT   NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL CHECK (created_at > 0),
  CHECK (valid_to = '' OR valid_to >= valid_from),
  CHECK (kind <> 'exemption' OR valid_to <> ''),
  CHECK (state NOT IN ('verified', 'withdrawn') OR (verified_by <> '' AND verified_at > 0)),
  CHECK ((state = 'withdrawn') = (ended_at > 0)),
  CHECK (state NOT IN ('refused', 'withdrawn') OR (ended_by <> '' AND reason <> ''))
);
CREATE INDEX tax_papers_of_seller ON tax_papers (seller_id, state);
CREATE INDEX tax_papers_to_verify ON tax_papers (created_at, id) WHERE state = 'claimed';
CREATE UNIQUE INDEX tax_papers_once ON tax_papers (seller_id, kind, number) WHERE state IN ('claimed', 'verified');

-- Why nothing is withheld of a line: its exemption, or the evidence of a grower.
ALTER TABLE withheld_lines ADD COLUMN paper_id TEXT REFERENCES tax_papers(id);
ALTER TABLE withheld_lines ADD COLUMN exempt BOOLEAN NOT NULL DEFAULT FALSE CHECK (NOT exempt OR (paper_id IS NOT NULL AND vat = 0 AND pit = 0));
ALTER TABLE withholding_entries ADD COLUMN paper_id TEXT REFERENCES tax_papers(id);
CREATE INDEX withholding_entries_of_paper ON withholding_entries (paper_id) WHERE paper_id IS NOT NULL;

-- The months of the register. A closed one is declared: its sums stand for ever, and what
-- the next one has to offset (below zero) is what it could not.
CREATE TABLE tax_periods (
  period     TEXT   NOT NULL PRIMARY KEY CHECK (length(period) = 7),
  closed_at  BIGINT NOT NULL DEFAULT 0,
  closed_by  TEXT   NOT NULL DEFAULT '',
  due_on     TEXT   NOT NULL DEFAULT '',
  sellers    BIGINT NOT NULL DEFAULT 0,
  entries    BIGINT NOT NULL DEFAULT 0,
  base       BIGINT NOT NULL DEFAULT 0,
  vat        BIGINT NOT NULL DEFAULT 0, -- of the register; below zero when more was given back
  pit        BIGINT NOT NULL DEFAULT 0,
  vat_before BIGINT NOT NULL DEFAULT 0 CHECK (vat_before <= 0), -- carried from the month before
  pit_before BIGINT NOT NULL DEFAULT 0 CHECK (pit_before <= 0),
  vat_due    BIGINT NOT NULL DEFAULT 0 CHECK (vat_due >= 0),    -- what is paid for this month
  pit_due    BIGINT NOT NULL DEFAULT 0 CHECK (pit_due >= 0),
  vat_after  BIGINT NOT NULL DEFAULT 0 CHECK (vat_after <= 0),  -- carried into the next month
  pit_after  BIGINT NOT NULL DEFAULT 0 CHECK (pit_after <= 0),
  CHECK ((closed_at > 0) = (closed_by <> '') AND (closed_at > 0) = (due_on <> '')),
  CHECK (vat + vat_before = vat_due + vat_after AND (vat_due = 0 OR vat_after = 0)),
  CHECK (pit + pit_before = pit_due + pit_after AND (pit_due = 0 OR pit_after = 0))
);
INSERT INTO tax_periods (period) SELECT DISTINCT period FROM withholding_entries;
-- +goose StatementBegin
CREATE FUNCTION refuse_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at > 0 THEN
    RAISE EXCEPTION 'a closed tax period is not changed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tax_periods_closed BEFORE UPDATE ON tax_periods
  FOR EACH ROW EXECUTE FUNCTION refuse_closed_period();
CREATE TRIGGER tax_periods_no_delete BEFORE DELETE ON tax_periods
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tax_periods_no_truncate BEFORE TRUNCATE ON tax_periods
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A row of the register opens its month, and is refused once that is closed, or once the
-- paper that it stands on has ended. The share lock lets the sales of a month go side by
-- side, and closing the month waits for those that are on their way.
-- +goose StatementBegin
CREATE FUNCTION into_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM tax_periods WHERE period = NEW.period AND closed_at = 0 FOR SHARE;
  IF NOT FOUND THEN
    INSERT INTO tax_periods (period) VALUES (NEW.period) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM tax_periods WHERE period = NEW.period AND closed_at = 0 FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the tax period is closed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.event = 'accepted' AND NEW.paper_id IS NOT NULL THEN
    PERFORM 1 FROM tax_papers WHERE id = NEW.paper_id AND seller_id = NEW.seller_id AND state = 'verified' FOR SHARE;
    IF NOT FOUND THEN -- withdrawn meanwhile: the sale is read again and taxed
      RAISE EXCEPTION 'the tax paper does not count' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER withholding_entries_in_open_period BEFORE INSERT ON withholding_entries
  FOR EACH ROW EXECUTE FUNCTION into_open_period();

-- Up to which revenue of a year a household owes neither tax.
CREATE TABLE tax_thresholds (
  valid_from TEXT   NOT NULL PRIMARY KEY CHECK (length(valid_from) = 10),
  amount     BIGINT NOT NULL CHECK (amount > 0),
  source     TEXT   NOT NULL CHECK (source <> '')
);
INSERT INTO tax_thresholds (valid_from, amount, source) VALUES
  ('2025-07-01', 100000000, 'Circular 40/2021/TT-BTC'),
  ('2026-01-01', 500000000, 'Amended PIT Law of 10 December 2025, Decree 68/2026/ND-CP'),
  ('2026-04-29', 1000000000, 'Decree 141/2026/ND-CP');

-- Days on which nothing falls due. Those whose date is announced each year are added then.
CREATE TABLE holidays (
  day    TEXT NOT NULL PRIMARY KEY CHECK (length(day) = 10),
  source TEXT NOT NULL CHECK (source <> '')
);
INSERT INTO holidays (day, source) VALUES
  ('2026-01-01', 'Labour Code 2019, Article 112'), ('2026-02-16', 'Labour Code 2019, Article 112: lunar new year'),
  ('2026-02-17', 'Labour Code 2019, Article 112: lunar new year'), ('2026-02-18', 'Labour Code 2019, Article 112: lunar new year'),
  ('2026-02-19', 'Labour Code 2019, Article 112: lunar new year'), ('2026-02-20', 'Labour Code 2019, Article 112: lunar new year'),
  ('2026-04-30', 'Labour Code 2019, Article 112'), ('2026-05-01', 'Labour Code 2019, Article 112'),
  ('2026-09-02', 'Labour Code 2019, Article 112'), ('2027-01-01', 'Labour Code 2019, Article 112'),
  ('2027-04-30', 'Labour Code 2019, Article 112'), ('2027-05-01', 'Labour Code 2019, Article 112'),
  ('2027-09-02', 'Labour Code 2019, Article 112');

-- +goose Down
DROP TABLE holidays;
DROP TABLE tax_thresholds;
DROP TRIGGER withholding_entries_in_open_period ON withholding_entries;
DROP FUNCTION into_open_period();
DROP TABLE tax_periods;
DROP FUNCTION refuse_closed_period();
DROP INDEX withholding_entries_of_paper;
ALTER TABLE withholding_entries DROP COLUMN paper_id;
ALTER TABLE withheld_lines DROP COLUMN exempt;
ALTER TABLE withheld_lines DROP COLUMN paper_id;
DROP TABLE tax_papers;
