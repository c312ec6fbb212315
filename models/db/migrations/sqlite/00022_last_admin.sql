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
CREATE TRIGGER roles_admin_comes AFTER INSERT ON roles
WHEN NEW.role = 'admin' AND NEW.revoked_at = 0
BEGIN
  UPDATE desk_guard SET admins = admins + 1 WHERE id = 1;
  INSERT INTO desk_guard (id, admins) SELECT 1, 1 WHERE NOT EXISTS (SELECT 1 FROM desk_guard);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roles_admin_goes AFTER UPDATE OF revoked_at ON roles
WHEN OLD.role = 'admin' AND OLD.revoked_at = 0 AND NEW.revoked_at > 0
BEGIN
  UPDATE desk_guard SET admins = admins - 1 WHERE id = 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roles_admin_stays AFTER UPDATE ON roles
WHEN OLD.role <> NEW.role OR (OLD.revoked_at > 0 AND NEW.revoked_at = 0)
BEGIN
  SELECT RAISE(ABORT, 'a role is given anew, not changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roles_no_delete BEFORE DELETE ON roles
BEGIN SELECT RAISE(ABORT, 'a role is revoked, not deleted'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER roles_no_delete;
DROP TRIGGER roles_admin_stays;
DROP TRIGGER roles_admin_goes;
DROP TRIGGER roles_admin_comes;
DROP TABLE desk_guard;
