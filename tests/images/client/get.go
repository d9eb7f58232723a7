package main

import (
	"errors"
	"flag"
	"io"
	"time"
)

const maxBody = 1 << 20

type verdict struct {
	Status   int                 `json:"status"`
	Proto    string              `json:"proto,omitempty"`
	Headers  map[string][]string `json:"headers,omitempty"`
	Body     string              `json:"body"`
	Error    string              `json:"error"`
	TLSError bool                `json:"tlsError"`
	MS       int64               `json:"ms"`
}

// get makes one request. A refused or broken connection is a verdict too; only wrong flags are an error.
func get(arguments []string) (any, error) {
	var (
		c     caller
		flags = flag.NewFlagSet("get", flag.ExitOnError)
	)
	c.register(flags)
	_ = flags.Parse(arguments)
	if flags.NArg() != 1 {
		return nil, errors.New("get takes one URL, after the flags")
	}
	client, err := c.client(false)
	if err != nil {
		return nil, err
	}
	request, err := c.request(flags.Arg(0))
	if err != nil {
		return nil, err
	}

	begin := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return verdict{Error: err.Error(), TLSError: isTLS(err), MS: time.Since(begin).Milliseconds()}, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	answer := verdict{
		Status: response.StatusCode, Proto: response.Proto, Headers: response.Header,
		Body: string(body), MS: time.Since(begin).Milliseconds(),
	}
	if err != nil {
		// TLS 1.3 reports a refused client certificate only when the client first reads.
		answer.Error, answer.TLSError = err.Error(), isTLS(err)
	}
	return answer, nil
}
