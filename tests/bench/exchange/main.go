// Command exchange sends small messages through a gateway and says in JSON how long their answers took.
//
//	exchange answer ADDRESS PORT    answers every datagram and accepts every connection, until it is killed
//	exchange ask < plan             asks, and prints one line
//
// Both stay on one processor, the last: a message then goes from one to the other without waking another processor,
// which takes longer than a gateway does and differs from one moment to the next.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// plan says what to ask, and of whom.
type plan struct {
	// Kind is datagrams, or connections that are opened and reset.
	Kind string `json:"kind"`
	From string `json:"from"`
	To   string `json:"to"`
	Port int    `json:"port"`
	// Window is how many datagrams are under way at once.
	Window int `json:"window"`
	// Seconds that are measured.
	Seconds float64 `json:"seconds"`
}

type result struct {
	// Count of answers.
	Count int `json:"count"`
	// Lost datagrams, whose answer did not come in a fifth of a second.
	Lost    int     `json:"lost"`
	Seconds float64 `json:"seconds"`
	// Percentiles of all answers, in microseconds.
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

func main() {
	stayOnLastProcessor()
	if len(os.Args) == 4 && os.Args[1] == "answer" {
		port, err := strconv.Atoi(os.Args[3])
		check(err)
		check(answer(os.Args[2], port))
		return
	}
	var p plan
	check(json.NewDecoder(os.Stdin).Decode(&p))
	begin := time.Now()
	taken, lost, err := ask(p, begin.Add(time.Duration(p.Seconds*float64(time.Second))))
	check(err)
	seconds := time.Since(begin).Seconds()
	if len(taken) == 0 {
		check(fmt.Errorf("nothing was answered by %s", p.To))
	}
	slices.Sort(taken)
	check(json.NewEncoder(os.Stdout).Encode(result{
		Count:   len(taken),
		Lost:    lost,
		Seconds: seconds,
		P50:     percentile(taken, 0.50),
		P99:     percentile(taken, 0.99),
	}))
}

// percentile of a sorted list, in microseconds.
func percentile(sorted []time.Duration, part float64) float64 {
	return float64(sorted[int(part*float64(len(sorted)-1))]) / float64(time.Microsecond)
}

// stayOnLastProcessor binds the thread, and all that it starts, to the last processor that we may use.
func stayOnLastProcessor() {
	runtime.LockOSThread()
	var set [128]byte
	size, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(set), uintptr(unsafe.Pointer(&set)))
	if errno != 0 {
		check(errno)
	}
	last := -1
	for bit := range int(size) * 8 {
		if set[bit/8]&(1<<(bit%8)) != 0 {
			last = bit
		}
	}
	set = [128]byte{}
	set[last/8] = 1 << (last % 8)
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(set), uintptr(unsafe.Pointer(&set))); errno != 0 {
		check(errno)
	}
}

func check(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
