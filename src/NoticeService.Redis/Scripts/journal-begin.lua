-- Renews a journal's mark. It keeps the position up to which the store was found to have everything.
-- KEYS 1 mark: "NONCE POSITION"
-- ARGV 1 new nonce
-- Returns the position, or '' when the mark is gone

local position = string.match(redis.call('GET', KEYS[1]) or '', ' (.*)$') or ''
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. position)
return position
