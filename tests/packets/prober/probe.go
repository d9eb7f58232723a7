package main

import (
	"math/rand/v2"
	"sync"
	"time"
)

// probe is a packet that the prober writes itself, and whether who receives it answers.
type probe struct {
	header
	VPC    string `json:"vpc"`
	Flags  string `json:"flags"`
	MSS    int    `json:"mss"`
	TTL    int    `json:"ttl"`
	DF     bool   `json:"df"`
	Size   int    `json:"size"`
	Silent bool   `json:"silent"`
	// Error makes it an ICMP error about a packet.
	Error *icmpError `json:"error"`
	// Expect makes the batch wait for its answer, or its arrival where it is silent.
	Expect bool `json:"expect"`
}

// icmpError says what an ICMP error says.
type icmpError struct {
	Type  int    `json:"type"`
	Code  int    `json:"code"`
	About header `json:"about"`
}

// outcome is all that any sniffer saw of a probe.
type outcome struct {
	Received  []arrival `json:"received"`
	Answered  []arrival `json:"answered"`
	Errors    []failure `json:"errors"`
	SendError string    `json:"sendError,omitempty"`
	silent    bool
}

type outcomes struct {
	sync.Mutex
	byToken map[uint32]*outcome
	next    uint32
	last    time.Time
}

var probes = outcomes{byToken: map[uint32]*outcome{}, next: rand.Uint32()}

const quiet = 60 * time.Millisecond

// batch sends probes at once and tells what became of each. It ends when all that is expected came and nothing more
// came for a while, or when the time is over.
func (o *outcomes) batch(list []probe, wait time.Duration) []*outcome {
	results := make([]*outcome, len(list))
	tokens := make([]uint32, len(list))
	for i, p := range list {
		results[i] = &outcome{Received: []arrival{}, Answered: []arrival{}, Errors: []failure{}, silent: p.Silent}
		o.Lock()
		o.next++
		tokens[i] = o.next
		o.byToken[o.next] = results[i]
		o.Unlock()
		from, err := vpc(p.VPC)
		if err == nil {
			flags := p.Flags
			if flags == "" {
				flags = "S"
			}
			packet := build(p.header, content{token: tokens[i], flags: flagsOf(flags), mss: p.MSS, ttl: p.TTL, df: p.DF, size: p.Size})
			if p.Error != nil {
				packet = buildError(p.header, *p.Error, tokens[i])
			}
			err = from.send(packet)
		}
		if err != nil {
			results[i].SendError = err.Error()
		}
	}
	begin := time.Now()
	for !o.isOver(list, results, begin, wait) {
		time.Sleep(2 * time.Millisecond)
	}
	o.Lock()
	defer o.Unlock()
	for _, token := range tokens {
		delete(o.byToken, token)
	}
	return results
}

func (o *outcomes) isOver(list []probe, results []*outcome, begin time.Time, wait time.Duration) bool {
	o.Lock()
	defer o.Unlock()
	if time.Since(begin) > wait {
		return true
	}
	for i, p := range list {
		r := results[i]
		if p.Expect && r.SendError == "" && len(r.Errors) == 0 && (len(r.Received) == 0 || !p.Silent && len(r.Answered) == 0) {
			return false
		}
	}
	return time.Since(begin) > quiet && time.Since(o.last) > quiet
}

// arrived notes a packet and answers it where it asks for that.
func (o *outcomes) arrived(at *namespace, packet parsed) {
	if packet.quoted != nil {
		o.failed(packet)
		return
	}
	o.Lock()
	result := o.byToken[packet.token]
	if result == nil {
		o.Unlock()
		return
	}
	o.last = time.Now()
	if packet.isReply {
		result.Answered = append(result.Answered, packet.arrival)
		o.Unlock()
		return
	}
	result.Received = append(result.Received, packet.arrival)
	o.Unlock()
	if result.silent || packet.Protocol == "tcp" && packet.Flags != "S" {
		return
	}
	answer := packet.header
	answer.Source, answer.Destination = packet.Destination, packet.Source
	if packet.Protocol != "icmp" {
		answer.SourcePort, answer.DestinationPort = packet.DestinationPort, packet.SourcePort
	}
	_ = at.send(build(answer, content{token: packet.token, isReply: true, flags: flagsOf("SA"), mss: packet.MSS}))
}

func (o *outcomes) failed(packet parsed) {
	about, ok := parse(packet.quoted)
	if !ok {
		return
	}
	o.Lock()
	defer o.Unlock()
	if result := o.byToken[about.token]; result != nil {
		o.last = time.Now()
		result.Errors = append(result.Errors, failure{
			VPC: packet.VPC, From: packet.Source, To: packet.Destination,
			Type: packet.icmpType, Code: packet.code, MTU: packet.mtu, About: about.header,
		})
	}
}
