-- The desired tables: replace these samples, or write your own with `groundline import --url env:APP_DEV_URL --out schemas/app`.
-- Reference: groundline explain targets
CREATE TABLE public.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES public.customers (id),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'closed')),
    total_cents bigint NOT NULL CHECK (total_cents >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_customer_id ON public.orders (customer_id);
