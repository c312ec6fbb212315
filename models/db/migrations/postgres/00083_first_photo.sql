-- +goose Up

-- The first photo of a product is the first row of the index, with nothing left to sort.
CREATE INDEX product_photos_first ON product_photos (product_id, position, photo_id);
DROP INDEX product_photos_in_order;

-- +goose Down
CREATE INDEX product_photos_in_order ON product_photos (product_id, position);
DROP INDEX product_photos_first;
