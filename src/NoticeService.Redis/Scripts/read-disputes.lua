-- Reads the disputes and the epoch of the orders, together.
-- KEYS 1 disputes  2 suspension epoch
-- Returns {epoch, JSON, JSON, ...}

local found = redis.call('HVALS', KEYS[1])
table.insert(found, 1, redis.call('GET', KEYS[2]) or '0')
return found
