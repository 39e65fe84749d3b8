-- Reads the suspensions, the last word about the go-live gate, and their epoch, together.
-- KEYS 1 suspensions  2 suspension epoch  3 last word
-- Returns {epoch, the store's time in ms, word as JSON or empty, scope, JSON, scope, JSON, ...}

local clock = redis.call('TIME')
local found = redis.call('HGETALL', KEYS[1])
table.insert(found, 1, redis.call('GET', KEYS[3]) or '')
table.insert(found, 1, string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)))
table.insert(found, 1, redis.call('GET', KEYS[2]) or '0')
return found
