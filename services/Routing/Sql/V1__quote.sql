CREATE SCHEMA quote;

CREATE TABLE quote.quote (
    quote_id uuid PRIMARY KEY,
    tenant text NOT NULL,
    created_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    request jsonb NOT NULL,
    -- json, not jsonb: it keeps the text, so that a quote is read back byte by byte as it was answered.
    answer json NOT NULL
);

COMMENT ON TABLE quote.quote IS 'Quotes as they were answered; an offer is honoured from its signature, not from here.';

-- For the retention job.
CREATE INDEX quote_created_at ON quote.quote (created_at);
