-- +goose Up

-- That a person said no to a question of consent, in which version of its text, through which
-- door, and who was beside them. It stands apart from the yeses, so that nobody who asks what
-- stands takes one for the other. A no holds until a yes or a newer no: one at a time.
CREATE TABLE consent_refusals (
  id          TEXT   NOT NULL PRIMARY KEY,
  person_id   TEXT   NOT NULL REFERENCES people(id),
  purpose     TEXT   NOT NULL CHECK (purpose NOT IN ('', 'privacy')), -- without that one there is nobody who says no
  version     TEXT   NOT NULL CHECK (version <> ''),
  channel     TEXT   NOT NULL CHECK (channel <> ''),
  assisted_by TEXT   NOT NULL DEFAULT '' CHECK (assisted_by <> person_id),
  replaced_at BIGINT NOT NULL DEFAULT 0 CHECK (replaced_at = 0 OR replaced_at >= created_at),
  created_at  BIGINT NOT NULL CHECK (created_at > 0)
);
CREATE UNIQUE INDEX consent_refusals_stand ON consent_refusals (person_id, purpose) WHERE replaced_at = 0;
CREATE INDEX consent_refusals_of_person ON consent_refusals (person_id, created_at, id);
CREATE TRIGGER consent_refusals_no_update BEFORE UPDATE OF id, person_id, purpose, version, channel, assisted_by, created_at ON consent_refusals
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_refusals_once BEFORE UPDATE OF replaced_at ON consent_refusals
  FOR EACH ROW WHEN (OLD.replaced_at > 0) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_refusals_no_delete BEFORE DELETE ON consent_refusals
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER consent_refusals_no_truncate BEFORE TRUNCATE ON consent_refusals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A yes and a no to one purpose do not both hold.
-- +goose StatementBegin
CREATE FUNCTION refuse_two_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'consents' AND EXISTS (
    SELECT 1 FROM consent_refusals r WHERE r.person_id = NEW.person_id AND r.purpose = NEW.purpose AND r.replaced_at = 0)
  THEN RAISE EXCEPTION 'a no stands' USING ERRCODE = 'check_violation'; END IF;
  IF TG_TABLE_NAME = 'consent_refusals' AND EXISTS (
    SELECT 1 FROM consents c WHERE c.person_id = NEW.person_id AND c.purpose = NEW.purpose AND c.withdrawn_at = 0)
  THEN RAISE EXCEPTION 'a yes stands' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER consent_refusals_without_yes BEFORE INSERT ON consent_refusals
  FOR EACH ROW WHEN (NEW.replaced_at = 0) EXECUTE FUNCTION refuse_two_words();
CREATE TRIGGER consents_without_no BEFORE INSERT ON consents
  FOR EACH ROW WHEN (NEW.withdrawn_at = 0) EXECUTE FUNCTION refuse_two_words();

-- by_consent: the stall was applied for since its keeper is asked on the way whether it is
-- shown to everybody, and does not begin to sell without that yes. Stalls from before go on.
ALTER TABLE sellers ADD COLUMN by_consent BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TRIGGER sellers_by_consent BEFORE UPDATE OF by_consent ON sellers
  FOR EACH ROW WHEN (OLD.by_consent <> NEW.by_consent) EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION refuse_unshown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM seller_members m JOIN consents c ON c.person_id = m.person_id
    WHERE m.seller_id = NEW.id AND m.removed_at = 0 AND c.purpose = 'publishing' AND c.withdrawn_at = 0)
  THEN RAISE EXCEPTION 'nobody of the stall agrees that it is shown' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER sellers_shown BEFORE UPDATE OF state ON sellers
  FOR EACH ROW WHEN (NEW.by_consent AND NEW.state = 'active' AND OLD.state <> 'active') EXECUTE FUNCTION refuse_unshown();

-- +goose Down
DROP TRIGGER sellers_shown ON sellers;
DROP FUNCTION refuse_unshown();
DROP TRIGGER sellers_by_consent ON sellers;
ALTER TABLE sellers DROP COLUMN by_consent;
DROP TRIGGER consents_without_no ON consents;
DROP TABLE consent_refusals;
DROP FUNCTION refuse_two_words();
