-- +goose Up

-- The fee of a payout is an account too: the domain of account kinds knows the same ones as
-- the table.
ALTER DOMAIN account_kind DROP CONSTRAINT account_kind_check;
ALTER DOMAIN account_kind ADD CONSTRAINT account_kind_check
  CHECK (VALUE IN ('gateway', 'bank', 'escrow', 'seller', 'commission', 'commission_vat', 'vat_withheld', 'pit_withheld',
    'shipping_payable', 'shipping_income', 'gateway_fee', 'suspense', 'refund_transit', 'payout_transit', 'courier', 'loss', 'payout_fee'));

-- +goose Down
ALTER DOMAIN account_kind DROP CONSTRAINT account_kind_check;
ALTER DOMAIN account_kind ADD CONSTRAINT account_kind_check
  CHECK (VALUE IN ('gateway', 'bank', 'escrow', 'seller', 'commission', 'commission_vat', 'vat_withheld', 'pit_withheld',
    'shipping_payable', 'shipping_income', 'gateway_fee', 'suspense', 'refund_transit', 'payout_transit', 'courier', 'loss'));
