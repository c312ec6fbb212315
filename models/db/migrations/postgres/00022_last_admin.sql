-- +goose Up

-- How many people the desk has. The CHECK keeps the last one: two who take the role from
-- each other at the same moment meet on this row, and the second is refused.
CREATE TABLE desk_guard (
  id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  admins BIGINT  NOT NULL CHECK (admins >= 1)
);
INSERT INTO desk_guard (id, admins)
SELECT 1, COUNT(*) FROM roles WHERE role = 'admin' AND revoked_at = 0 HAVING COUNT(*) > 0;

-- +goose StatementBegin
CREATE FUNCTION guard_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO desk_guard (id, admins) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET admins = desk_guard.admins + 1;
  ELSE
    UPDATE desk_guard SET admins = admins - 1 WHERE id = 1;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a role is given anew or revoked, not changed' USING ERRCODE = 'check_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER roles_admin_comes AFTER INSERT ON roles
  FOR EACH ROW WHEN (NEW.role = 'admin' AND NEW.revoked_at = 0) EXECUTE FUNCTION guard_desk();
CREATE TRIGGER roles_admin_goes AFTER UPDATE OF revoked_at ON roles
  FOR EACH ROW WHEN (OLD.role = 'admin' AND OLD.revoked_at = 0 AND NEW.revoked_at > 0) EXECUTE FUNCTION guard_desk();
CREATE TRIGGER roles_admin_stays AFTER UPDATE ON roles
  FOR EACH ROW WHEN (OLD.role <> NEW.role OR (OLD.revoked_at > 0 AND NEW.revoked_at = 0)) EXECUTE FUNCTION refuse_role_change();
CREATE TRIGGER roles_no_delete BEFORE DELETE ON roles
  FOR EACH ROW EXECUTE FUNCTION refuse_role_change();

-- +goose Down
DROP TRIGGER roles_no_delete ON roles;
DROP TRIGGER roles_admin_stays ON roles;
DROP TRIGGER roles_admin_goes ON roles;
DROP TRIGGER roles_admin_comes ON roles;
DROP FUNCTION refuse_role_change();
DROP FUNCTION guard_desk();
DROP TABLE desk_guard;
