-- Up Migration

-- Metrics ask for the calls that were closed since they were last read; rows are written anew when they are closed, so in that order.
create index llm_calls_closed on llm_calls using brin (closed_at);
