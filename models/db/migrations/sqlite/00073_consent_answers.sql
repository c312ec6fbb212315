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
-- +goose StatementBegin
CREATE TRIGGER consent_refusals_no_update BEFORE UPDATE OF id, person_id, purpose, version, channel, assisted_by, created_at ON consent_refusals
BEGIN SELECT RAISE(ABORT, 'consent_refusals is not changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_refusals_once BEFORE UPDATE OF replaced_at ON consent_refusals WHEN OLD.replaced_at > 0
BEGIN SELECT RAISE(ABORT, 'consent_refusals is replaced once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_refusals_no_delete BEFORE DELETE ON consent_refusals
BEGIN SELECT RAISE(ABORT, 'consent_refusals is not deleted'); END;
-- +goose StatementEnd

-- A yes and a no to one purpose do not both hold.
-- +goose StatementBegin
CREATE TRIGGER consent_refusals_without_yes BEFORE INSERT ON consent_refusals WHEN NEW.replaced_at = 0 AND EXISTS (
  SELECT 1 FROM consents c WHERE c.person_id = NEW.person_id AND c.purpose = NEW.purpose AND c.withdrawn_at = 0)
BEGIN SELECT RAISE(ABORT, 'a yes stands'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consents_without_no BEFORE INSERT ON consents WHEN NEW.withdrawn_at = 0 AND EXISTS (
  SELECT 1 FROM consent_refusals r WHERE r.person_id = NEW.person_id AND r.purpose = NEW.purpose AND r.replaced_at = 0)
BEGIN SELECT RAISE(ABORT, 'a no stands'); END;
-- +goose StatementEnd

-- by_consent: the stall was applied for since its keeper is asked on the way whether it is
-- shown to everybody, and does not begin to sell without that yes. Stalls from before go on.
ALTER TABLE sellers ADD COLUMN by_consent BOOLEAN NOT NULL DEFAULT FALSE;
-- +goose StatementBegin
CREATE TRIGGER sellers_by_consent BEFORE UPDATE OF by_consent ON sellers WHEN OLD.by_consent <> NEW.by_consent
BEGIN SELECT RAISE(ABORT, 'by_consent is not changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sellers_shown BEFORE UPDATE OF state ON sellers
WHEN NEW.by_consent AND NEW.state = 'active' AND OLD.state <> 'active' AND NOT EXISTS (
  SELECT 1 FROM seller_members m JOIN consents c ON c.person_id = m.person_id
  WHERE m.seller_id = NEW.id AND m.removed_at = 0 AND c.purpose = 'publishing' AND c.withdrawn_at = 0)
BEGIN SELECT RAISE(ABORT, 'nobody of the stall agrees that it is shown'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER sellers_shown;
DROP TRIGGER sellers_by_consent;
ALTER TABLE sellers DROP COLUMN by_consent;
DROP TRIGGER consents_without_no;
DROP TABLE consent_refusals;
