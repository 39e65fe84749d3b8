-- Adds to what is known of what came after decisions. An outcome is a line for each part, its name and a value of a fixed width; of each
-- part the greater value stays, so that order and repeats do no harm. Each outcome is one write: a torn script has written some of them whole.
-- KEYS outcome, for each
-- ARGV 1 most parts of one  2 lifetime, ms, and 3 lines, for each

local most = tonumber(ARGV[1])
for i = 1, #KEYS do
  local names, values = {}, {}
  local function learn(lines)
    for name, value in string.gmatch(lines, '(%S+) ([^\n]+)') do
      if values[name] == nil and #names < most then
        names[#names + 1] = name
        values[name] = value
      elseif values[name] ~= nil and values[name] < value then
        values[name] = value
      end
    end
  end
  learn(redis.call('GET', KEYS[i]) or '')
  learn(ARGV[2 * i + 1])
  local lines = {}
  for n = 1, #names do
    lines[n] = names[n] .. ' ' .. values[names[n]]
  end
  redis.call('SET', KEYS[i], table.concat(lines, '\n'), 'PX', ARGV[2 * i])
end
return #KEYS
