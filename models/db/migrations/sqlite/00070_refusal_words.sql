-- +goose Up

-- What a seller said to the buyer on refusing an order, besides the reason; numbers are masked
-- before they come here. It goes with the buyer who is erased.
CREATE TABLE order_refusals (
  order_id   TEXT PRIMARY KEY REFERENCES orders(id),
  words      TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 300),
  created_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE order_refusals;
