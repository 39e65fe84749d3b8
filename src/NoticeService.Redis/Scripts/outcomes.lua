-- Adds to what is known of what came after decisions. An outcome is a line for each part, its name and a value of a fixed width; of each
-- part the greater value stays, so that order and repeats do no harm. Each outcome is one write: a torn script has written some of them whole.
-- KEYS outcome, for each
-- ARGV 1 most parts of one whose name is longer than a letter  2 lifetime, ms, and 3 lines, for each

local most = tonumber(ARGV[1])
for i = 1, #KEYS do
  local names, values, long = {}, {}, 0
  local function learn(lines)
    for name, value in string.gmatch(lines, '(%S+) ([^\n]+)') do
      if values[name] ~= nil then
        if values[name] < value then
          values[name] = value
        end
      elseif #name == 1 or long < most then
        long = long + (#name > 1 and 1 or 0)
        names[#names + 1] = name
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
