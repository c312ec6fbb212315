-- +goose Up

-- What a code may be asked for: a table, so that another purpose needs no other CHECK.
CREATE TABLE code_purposes (purpose TEXT NOT NULL PRIMARY KEY);
INSERT INTO code_purposes VALUES ('signin'), ('pin'), ('erase');
ALTER TABLE signin_codes DROP CONSTRAINT signin_codes_purpose_check;
ALTER TABLE signin_codes ADD CONSTRAINT signin_codes_purpose_fkey FOREIGN KEY (purpose) REFERENCES code_purposes (purpose);

-- Who was erased orders nothing: an order that is placed at the same moment would be left
-- without anybody to bring it to. FOR SHARE lets an erasure under way end first.
-- +goose StatementBegin
CREATE FUNCTION order_groups_of_the_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM phones WHERE id = NEW.phone_id AND erased_at = 0 FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'who was erased orders nothing' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.person_id IS NOT NULL THEN
    PERFORM 1 FROM people WHERE id = NEW.person_id AND state = 'active' FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'who was erased orders nothing' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_groups_of_the_known BEFORE INSERT ON order_groups
  FOR EACH ROW EXECUTE FUNCTION order_groups_of_the_known();

-- +goose Down
DROP TRIGGER order_groups_of_the_known ON order_groups;
DROP FUNCTION order_groups_of_the_known();
DELETE FROM signin_codes WHERE purpose = 'erase';
ALTER TABLE signin_codes DROP CONSTRAINT signin_codes_purpose_fkey;
ALTER TABLE signin_codes ADD CONSTRAINT signin_codes_purpose_check CHECK (purpose IN ('signin', 'pin'));
DROP TABLE code_purposes;
