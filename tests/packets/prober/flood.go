package main

// flood starts many UDP flows, one packet each: all sources, then all source ports, then the next destination port.
func (n *namespace) flood(c command) (any, error) {
	const firstPort, portCount = 1024, 60000
	h := c.header
	h.Protocol = "udp"
	if len(c.Sources) == 0 {
		c.Sources = []string{h.Source}
	}
	sent := 0
	for i := range c.Count {
		h.Source = c.Sources[i%len(c.Sources)]
		round := i / len(c.Sources)
		h.SourcePort = firstPort + round%portCount
		h.DestinationPort = c.DestinationPort + round/portCount
		if n.send(build(h, content{})) == nil {
			sent++
		}
	}
	return map[string]int{"sent": sent}, nil
}
