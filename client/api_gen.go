// Code generated from docs/api/openapi.json by tools/stub; DO NOT EDIT.

package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// ListAddressesQuery is how ListAddresses may be asked; what is empty is not sent.
type ListAddressesQuery struct {
	// recipient or sender
	Kind string
	// words that must all be there in name, company, place or town
	Q string
	// code of the place
	Place string
	// the next of the page before
	After string
	// entries on a page, 1 to 25; 25 where it is left out
	Limit string
}

func (q ListAddressesQuery) values() url.Values {
	v := url.Values{}
	set(v, "kind", q.Kind)
	set(v, "q", q.Q)
	set(v, "place", q.Place)
	set(v, "after", q.After)
	set(v, "limit", q.Limit)
	return v
}

// ListAddresses: List and search the address book, last used first, a page at a time.
func (c *Client) ListAddresses(ctx context.Context, q ListAddressesQuery, opts ...Option) (out AddressList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/addresses", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllAddresses goes through all pages of ListAddresses. It ends with the first error.
func (c *Client) AllAddresses(ctx context.Context, q ListAddressesQuery, opts ...Option) iter.Seq2[SavedAddress, error] {
	return pages(q.After, func(after string) ([]SavedAddress, string, error) {
		q.After = after
		p, err := c.ListAddresses(ctx, q, opts...)
		return p.Addresses, p.Next, err
	})
}

// AddAddress: Write a recipient or a return address into the address book.
func (c *Client) AddAddress(ctx context.Context, in NewSavedAddress, opts ...Option) (out SavedAddress, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/addresses", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ExportAddressesQuery is how ExportAddresses may be asked; what is empty is not sent.
type ExportAddressesQuery struct {
	// recipient, the default, or sender
	Kind string
}

func (q ExportAddressesQuery) values() url.Values {
	v := url.Values{}
	set(v, "kind", q.Kind)
	return v
}

// ExportAddresses: All recipients, or all senders, of the book as a file.
func (c *Client) ExportAddresses(ctx context.Context, q ExportAddressesQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/addresses/export.csv", query: q.values(), repeatable: true}, opts)
}

// ExportAddressCardsQuery is how ExportAddressCards may be asked; what is empty is not sent.
type ExportAddressCardsQuery struct {
	// recipient, the default, or sender
	Kind string
}

func (q ExportAddressCardsQuery) values() url.Values {
	v := url.Values{}
	set(v, "kind", q.Kind)
	return v
}

// ExportAddressCards: The same as vCards.
func (c *Client) ExportAddressCards(ctx context.Context, q ExportAddressCardsQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/addresses/export.vcf", query: q.values(), repeatable: true}, opts)
}

// ImportAddresses: Write the addresses of a file into the book: CSV, Excel or vCards. What stands
// there already is not written again, so a file may be sent twice.
func (c *Client) ImportAddresses(ctx context.Context, in Upload, opts ...Option) (out AddressImport, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/addresses/import", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// MergeAddresses: Make one entry of several that are the same address.
func (c *Client) MergeAddresses(ctx context.Context, in Merging, opts ...Option) (out SavedAddress, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/addresses/merge", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ListAddressTwins: List the addresses that stand in the book more than once.
func (c *Client) ListAddressTwins(ctx context.Context, opts ...Option) (out TwinList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/addresses/twins", repeatable: true}, nil, &out, opts)
	return out, err
}

// DeleteAddress: Strike an entry out; items keep their addresses.
func (c *Client) DeleteAddress(ctx context.Context, id string, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/addresses/" + url.PathEscape(id), repeatable: true, once: true}, nil, nil, opts)
}

// GetAddress: Show an entry of the address book.
func (c *Client) GetAddress(ctx context.Context, id string, opts ...Option) (out SavedAddress, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/addresses/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// ChangeAddress: Save an entry anew; issued items keep what they were issued with.
func (c *Client) ChangeAddress(ctx context.Context, id string, in ChangedSavedAddress, opts ...Option) (out SavedAddress, err error) {
	err = c.do(ctx, request{method: http.MethodPut, path: "/addresses/" + url.PathEscape(id), repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ListBatchesQuery is how ListBatches may be asked; what is empty is not sent.
type ListBatchesQuery struct {
	// the next of the page before
	After string
}

func (q ListBatchesQuery) values() url.Values {
	v := url.Values{}
	set(v, "after", q.After)
	return v
}

// ListBatches: List the files, newest first, a page at a time.
func (c *Client) ListBatches(ctx context.Context, q ListBatchesQuery, opts ...Option) (out BatchList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllBatches goes through all pages of ListBatches. It ends with the first error.
func (c *Client) AllBatches(ctx context.Context, q ListBatchesQuery, opts ...Option) iter.Seq2[Batch, error] {
	return pages(q.After, func(after string) ([]Batch, string, error) {
		q.After = after
		p, err := c.ListBatches(ctx, q, opts...)
		return p.Batches, p.Next, err
	})
}

// UploadBatch: Send a file of many items, CSV or Excel, up to 16 MB and 500 items unless the
// operator allows you more. Nothing of it is done before start; the very same file is known again
// and named as twin.
func (c *Client) UploadBatch(ctx context.Context, in Upload, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// CreateBatch: Send rows as JSON in place of a file; they are read at once.
func (c *Client) CreateBatch(ctx context.Context, in NewRows, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/rows", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// GetBatch: Show where a batch is, how much of the present work is done, and how many rows are in
// each state.
func (c *Client) GetBatch(ctx context.Context, id string, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// CancelBatch: Throw a batch away, before any label is issued of it.
func (c *Client) CancelBatch(ctx context.Context, id string, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/cancel", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// GetBatchColumns: Show what the columns were recognised as, with their first cells, and what they
// may mean.
func (c *Client) GetBatchColumns(ctx context.Context, id string, opts ...Option) (out Columns, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/columns", repeatable: true}, nil, &out, opts)
	return out, err
}

// ListBatchFaults: What is wrong with the rows, grouped by cause.
func (c *Client) ListBatchFaults(ctx context.Context, id string, opts ...Option) (out CauseList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/faults", repeatable: true}, nil, &out, opts)
	return out, err
}

// GetBatchFaultFile: The faulty rows in the file's own columns and format, with a column that says
// what is wrong; mended, send it as a new batch.
func (c *Client) GetBatchFaultFile(ctx context.Context, id string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/faults/file", repeatable: true}, opts)
}

// IssueBatch: Issue every ready row in the background; faulty ones wait for later.
func (c *Client) IssueBatch(ctx context.Context, id string, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/issue", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// ListBatchLabels: List the files that hold the labels of a batch.
func (c *Client) ListBatchLabels(ctx context.Context, id string, opts ...Option) (out BatchLabels, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/labels", repeatable: true}, nil, &out, opts)
	return out, err
}

// GetBatchLabelsQuery is how GetBatchLabels may be asked; what is empty is not sent.
type GetBatchLabelsQuery struct {
	// file, the order of its rows and the default; or office, by destination and office of exchange
	Order string
	// as the operation that lists the parts has it; the first part where it is left out
	After string
}

func (q GetBatchLabelsQuery) values() url.Values {
	v := url.Values{}
	set(v, "order", q.Order)
	set(v, "after", q.After)
	return v
}

// GetBatchLabels: The labels of a batch, up to 500 at a time, without those that were cancelled
// since.
func (c *Client) GetBatchLabels(ctx context.Context, id string, q GetBatchLabelsQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/labels.pdf", query: q.values(), repeatable: true}, opts)
}

// MendBatchRows: Mend every row that waits for a cause by one rule.
func (c *Client) MendBatchRows(ctx context.Context, id string, in Rule, opts ...Option) (out Mended, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/mend", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// RemapBatch: Go back to the columns, before any label is issued; what was mended is forgotten.
func (c *Client) RemapBatch(ctx context.Context, id string, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/remap", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// ListBatchRowsQuery is how ListBatchRows may be asked; what is empty is not sent.
type ListBatchRowsQuery struct {
	// ready, faulty, left_out or issued
	State string
	// with code: only rows that wait for this cause, as faults name it
	Field string
	// of the cause
	Code string
	// the next of the page before
	After string
}

func (q ListBatchRowsQuery) values() url.Values {
	v := url.Values{}
	set(v, "state", q.State)
	set(v, "field", q.Field)
	set(v, "code", q.Code)
	set(v, "after", q.After)
	return v
}

// ListBatchRows: List the rows of a batch in the order of the file, a page at a time.
func (c *Client) ListBatchRows(ctx context.Context, id string, q ListBatchRowsQuery, opts ...Option) (out RowList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/rows", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllBatchRows goes through all pages of ListBatchRows. It ends with the first error.
func (c *Client) AllBatchRows(ctx context.Context, id string, q ListBatchRowsQuery, opts ...Option) iter.Seq2[BatchRow, error] {
	return pages(q.After, func(after string) ([]BatchRow, string, error) {
		q.After = after
		p, err := c.ListBatchRows(ctx, id, q, opts...)
		return p.Rows, p.Next, err
	})
}

// GetBatchRow: Show a row with what its cells say and what is wrong with them.
func (c *Client) GetBatchRow(ctx context.Context, id string, row string, opts ...Option) (out BatchRow, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/rows/" + url.PathEscape(row), repeatable: true}, nil, &out, opts)
	return out, err
}

// ChangeBatchRow: Type over the cells of a row, or leave it out; it is checked anew, and saved also
// where something is still wrong.
func (c *Client) ChangeBatchRow(ctx context.Context, id string, row string, in RowChange, opts ...Option) (out BatchRow, err error) {
	err = c.do(ctx, request{method: http.MethodPatch, path: "/batches/" + url.PathEscape(id) + "/rows/" + url.PathEscape(row), repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// StartBatch: Confirm the columns, which are remembered for the next such file, and have every row
// checked and priced in the background.
func (c *Client) StartBatch(ctx context.Context, id string, in BatchStart, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/start", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// StopBatch: Stop the issuing; what is issued stays so.
func (c *Client) StopBatch(ctx context.Context, id string, opts ...Option) (out Batch, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/batches/" + url.PathEscape(id) + "/stop", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// GetBatchUnpaid: Which items of a batch nobody has paid for, to be given to a payment.
func (c *Client) GetBatchUnpaid(ctx context.Context, id string, opts ...Option) (out Unpaid, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/batches/" + url.PathEscape(id) + "/unpaid", repeatable: true}, nil, &out, opts)
	return out, err
}

// GetStatement: A month of a deposit account, 2026-11.
func (c *Client) GetStatement(ctx context.Context, number string, month string, opts ...Option) (out Statement, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/deposit-accounts/" + url.PathEscape(number) + "/statements/" + url.PathEscape(month), repeatable: true}, nil, &out, opts)
	return out, err
}

// GetStatementFile: The same for a spreadsheet; its columns are the same in every language.
func (c *Client) GetStatementFile(ctx context.Context, number string, month string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/deposit-accounts/" + url.PathEscape(number) + "/statements/" + url.PathEscape(month) + "/statement.csv", repeatable: true}, opts)
}

// GetStatementPaper: The same as a paper.
func (c *Client) GetStatementPaper(ctx context.Context, number string, month string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/deposit-accounts/" + url.PathEscape(number) + "/statements/" + url.PathEscape(month) + "/statement.pdf", repeatable: true}, opts)
}

// ListEventsQuery is how ListEvents may be asked; what is empty is not sent.
type ListEventsQuery struct {
	// the id of the last event that you have, evt_…; the oldest that is kept where it is left out
	After string
	// events at most, 1 to 100; 100 where it is left out
	Limit string
}

func (q ListEventsQuery) values() url.Values {
	v := url.Values{}
	set(v, "after", q.After)
	set(v, "limit", q.Limit)
	return v
}

// ListEvents: What happened in the past 30 days, oldest first: what endpoints are told, for
// programs that ask instead. Events may come a few seconds late, never twice.
func (c *Client) ListEvents(ctx context.Context, q ListEventsQuery, opts ...Option) (out EventList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/events", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// FindHeadingsQuery is how FindHeadings may be asked; what is empty is not sent.
type FindHeadingsQuery struct {
	// what the goods are, in English or Chinese, or the first digits of their code
	Q string
	// at most so many headings; 20 where it is left out
	Limit string
}

func (q FindHeadingsQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "limit", q.Limit)
	return v
}

// FindHeadings: Find the HS codes of goods by words.
func (c *Client) FindHeadings(ctx context.Context, q FindHeadingsQuery, opts ...Option) (out HeadingList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/hs", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// GetIdempotencyKey: What was done under an Idempotency-Key in the past 7 days, for who lost the
// answer; 404 where nothing was.
func (c *Client) GetIdempotencyKey(ctx context.Context, key string, opts ...Option) (out UsedKey, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/idempotency/" + url.PathEscape(key), repeatable: true}, nil, &out, opts)
	return out, err
}

// ListIntegrators: Who acts for you, and for whom you act.
func (c *Client) ListIntegrators(ctx context.Context, opts ...Option) (out BindingList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/integrators", repeatable: true}, nil, &out, opts)
	return out, err
}

// AskMember: As an integrator, ask a member by mail whether your programs may act for him; only his
// own click in the mail lets them.
func (c *Client) AskMember(ctx context.Context, in Asking, opts ...Option) (out Binding, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/integrators", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// EndIntegrator: End what an integrator may do, at once, from either side.
func (c *Client) EndIntegrator(ctx context.Context, id string, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/integrators/" + url.PathEscape(id), repeatable: true, once: true}, nil, nil, opts)
}

// ListKeys: List the API keys, without what is secret of them.
func (c *Client) ListKeys(ctx context.Context, opts ...Option) (out KeyList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/keys", repeatable: true}, nil, &out, opts)
	return out, err
}

// CreateKey: Make an API key. It is in this answer and never shown again, so it takes no
// Idempotency-Key.
func (c *Client) CreateKey(ctx context.Context, in NewKey, opts ...Option) (out Key, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/keys"}, in, &out, opts)
	return out, err
}

// RevokeKey: End a key at once.
func (c *Client) RevokeKey(ctx context.Context, id string, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/keys/" + url.PathEscape(id), repeatable: true, once: true}, nil, nil, opts)
}

// ListKeyRequestsQuery is how ListKeyRequests may be asked; what is empty is not sent.
type ListKeyRequestsQuery struct {
	// the next of the page before
	After string
}

func (q ListKeyRequestsQuery) values() url.Values {
	v := url.Values{}
	set(v, "after", q.After)
	return v
}

// ListKeyRequests: The same of any key.
func (c *Client) ListKeyRequests(ctx context.Context, id string, q ListKeyRequestsQuery, opts ...Option) (out RequestList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/keys/" + url.PathEscape(id) + "/requests", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllKeyRequests goes through all pages of ListKeyRequests. It ends with the first error.
func (c *Client) AllKeyRequests(ctx context.Context, id string, q ListKeyRequestsQuery, opts ...Option) iter.Seq2[Request, error] {
	return pages(q.After, func(after string) ([]Request, string, error) {
		q.After = after
		p, err := c.ListKeyRequests(ctx, id, q, opts...)
		return p.Requests, p.Next, err
	})
}

// GetDocument: This document.
func (c *Client) GetDocument(ctx context.Context, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/openapi.json", repeatable: true}, opts)
}

// ListPaymentMethods: How this key can pay: the methods, and the deposit accounts with what is in
// them.
func (c *Client) ListPaymentMethods(ctx context.Context, opts ...Option) (out PaymentMethods, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/payment-methods", repeatable: true}, nil, &out, opts)
	return out, err
}

// ListPaymentsQuery is how ListPayments may be asked; what is empty is not sent.
type ListPaymentsQuery struct {
	// the next of the page before
	After string
}

func (q ListPaymentsQuery) values() url.Values {
	v := url.Values{}
	set(v, "after", q.After)
	return v
}

// ListPayments: List the payments, newest first, a page at a time.
func (c *Client) ListPayments(ctx context.Context, q ListPaymentsQuery, opts ...Option) (out PaymentList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/payments", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllPayments goes through all pages of ListPayments. It ends with the first error.
func (c *Client) AllPayments(ctx context.Context, q ListPaymentsQuery, opts ...Option) iter.Seq2[PaymentLine, error] {
	return pages(q.After, func(after string) ([]PaymentLine, string, error) {
		q.After = after
		p, err := c.ListPayments(ctx, q, opts...)
		return p.Payments, p.Next, err
	})
}

// StartPayment: Pay for issued items: a card on the gateway's page, or a deposit account at once.
func (c *Client) StartPayment(ctx context.Context, in NewPayment, opts ...Option) (out Payment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/payments", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// GetPayment: Show a payment, and what became of the money.
func (c *Client) GetPayment(ctx context.Context, id string, opts ...Option) (out Payment, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/payments/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// AbandonPayment: Give up a payment that its payer has not finished; its items are free again once
// the gateway has let go.
func (c *Client) AbandonPayment(ctx context.Context, id string, opts ...Option) (out Payment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/payments/" + url.PathEscape(id) + "/abandon", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// GetPaymentReceipt: The receipt of a payment that was charged.
func (c *Client) GetPaymentReceipt(ctx context.Context, id string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/payments/" + url.PathEscape(id) + "/receipt.pdf", repeatable: true}, opts)
}

// ListPlacesQuery is how ListPlaces may be asked; what is empty is not sent.
type ListPlacesQuery struct {
	// a name in any language, or a code, or how either begins: the better places first
	Q string
	// at most so many; all where it is left out
	Limit string
}

func (q ListPlacesQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "limit", q.Limit)
	return v
}

// ListPlaces: List the places that mail goes to, with what their addresses must have.
func (c *Client) ListPlaces(ctx context.Context, q ListPlacesQuery, opts ...Option) (out PlaceList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/places", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// CompareServices: Compare the postage of every service for an item.
func (c *Client) CompareServices(ctx context.Context, in QuoteRequest, opts ...Option) (out Comparison, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/quotes", repeatable: true}, in, &out, opts)
	return out, err
}

// CreateRefund: Apply for what was charged for a cancelled or expired item.
func (c *Client) CreateRefund(ctx context.Context, in NewRefund, opts ...Option) (out Refund, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/refunds", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// GetRefund: Show an application and where it stands.
func (c *Client) GetRefund(ctx context.Context, id string, opts ...Option) (out Refund, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/refunds/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// ListRequestsQuery is how ListRequests may be asked; what is empty is not sent.
type ListRequestsQuery struct {
	// the next of the page before
	After string
}

func (q ListRequestsQuery) values() url.Values {
	v := url.Values{}
	set(v, "after", q.After)
	return v
}

// ListRequests: What was asked for with this key in the past 30 days, the newest first, a page at a
// time.
func (c *Client) ListRequests(ctx context.Context, q ListRequestsQuery, opts ...Option) (out RequestList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/requests", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllRequests goes through all pages of ListRequests. It ends with the first error.
func (c *Client) AllRequests(ctx context.Context, q ListRequestsQuery, opts ...Option) iter.Seq2[Request, error] {
	return pages(q.After, func(after string) ([]Request, string, error) {
		q.After = after
		p, err := c.ListRequests(ctx, q, opts...)
		return p.Requests, p.Next, err
	})
}

// GetSegregation: How the items that wait to be posted are to be kept apart, by office of exchange,
// with counts and weights.
func (c *Client) GetSegregation(ctx context.Context, opts ...Option) (out Segregation, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/segregation", repeatable: true}, nil, &out, opts)
	return out, err
}

// GetSegregationList: The same on paper, to go with the bags.
func (c *Client) GetSegregationList(ctx context.Context, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/segregation.pdf", repeatable: true}, opts)
}

// ListServices: List the services of today.
func (c *Client) ListServices(ctx context.Context, opts ...Option) (out ServiceList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/services", repeatable: true}, nil, &out, opts)
	return out, err
}

// ListShipmentsQuery is how ListShipments may be asked; what is empty is not sent.
type ListShipmentsQuery struct {
	// words that must all be there in what the label prints or in the name of its service or place; a
	// whole item number finds that item
	Q string
	// your own reference, letter by letter
	Reference string
	// draft, issued, posted, cancelled or expired
	State string
	// ship code
	Service string
	// code of the destination
	Place string
	// id of a file of many items: those that came in it
	Batch string
	// first day of creation in Hong Kong, such as 2026-11-23; no earlier than six months ago
	From string
	// last day of creation
	To string
	// the next of the page before
	After string
	// true, to be told also how many items are in each state
	Counts string
	// items on a page, 1 to 100; 25 where it is left out
	Limit string
}

func (q ListShipmentsQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "reference", q.Reference)
	set(v, "state", q.State)
	set(v, "service", q.Service)
	set(v, "place", q.Place)
	set(v, "batch", q.Batch)
	set(v, "from", q.From)
	set(v, "to", q.To)
	set(v, "after", q.After)
	set(v, "counts", q.Counts)
	set(v, "limit", q.Limit)
	return v
}

// ListShipments: List and search the items of the past six months, newest first, a page at a time.
func (c *Client) ListShipments(ctx context.Context, q ListShipmentsQuery, opts ...Option) (out ShipmentList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/shipments", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllShipments goes through all pages of ListShipments. It ends with the first error.
func (c *Client) AllShipments(ctx context.Context, q ListShipmentsQuery, opts ...Option) iter.Seq2[ShipmentLine, error] {
	return pages(q.After, func(after string) ([]ShipmentLine, string, error) {
		q.After = after
		p, err := c.ListShipments(ctx, q, opts...)
		return p.Shipments, p.Next, err
	})
}

// CreateShipment: Prepare an item, and issue its label at once if asked to.
func (c *Client) CreateShipment(ctx context.Context, in NewShipment, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// CreateShipments: Prepare up to 100 items, each for itself. Under an Idempotency-Key each is made
// once, also where the first sending was cut off.
func (c *Client) CreateShipments(ctx context.Context, in NewShipments, opts ...Option) (out MadeMany, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/bulk", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// CancelShipments: Cancel up to 100 items, each for itself.
func (c *Client) CancelShipments(ctx context.Context, in ShipmentIDs, opts ...Option) (out Cancelled, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/cancel", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ExportShipmentsQuery is how ExportShipments may be asked; what is empty is not sent.
type ExportShipmentsQuery struct {
	// words that must all be there in what the label prints or in the name of its service or place; a
	// whole item number finds that item
	Q string
	// your own reference, letter by letter
	Reference string
	// draft, issued, posted, cancelled or expired
	State string
	// ship code
	Service string
	// code of the destination
	Place string
	// id of a file of many items: those that came in it
	Batch string
	// first day of creation in Hong Kong, such as 2026-11-23; no earlier than six months ago
	From string
	// last day of creation
	To string
}

func (q ExportShipmentsQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "reference", q.Reference)
	set(v, "state", q.State)
	set(v, "service", q.Service)
	set(v, "place", q.Place)
	set(v, "batch", q.Batch)
	set(v, "from", q.From)
	set(v, "to", q.To)
	return v
}

// ExportShipments: All that a search finds, as a file.
func (c *Client) ExportShipments(ctx context.Context, q ExportShipmentsQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/export.csv", query: q.values(), repeatable: true}, opts)
}

// ExportShipmentsExcelQuery is how ExportShipmentsExcel may be asked; what is empty is not sent.
type ExportShipmentsExcelQuery struct {
	// words that must all be there in what the label prints or in the name of its service or place; a
	// whole item number finds that item
	Q string
	// your own reference, letter by letter
	Reference string
	// draft, issued, posted, cancelled or expired
	State string
	// ship code
	Service string
	// code of the destination
	Place string
	// id of a file of many items: those that came in it
	Batch string
	// first day of creation in Hong Kong, such as 2026-11-23; no earlier than six months ago
	From string
	// last day of creation
	To string
}

func (q ExportShipmentsExcelQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "reference", q.Reference)
	set(v, "state", q.State)
	set(v, "service", q.Service)
	set(v, "place", q.Place)
	set(v, "batch", q.Batch)
	set(v, "from", q.From)
	set(v, "to", q.To)
	return v
}

// ExportShipmentsExcel: The same as an Excel workbook.
func (c *Client) ExportShipmentsExcel(ctx context.Context, q ExportShipmentsExcelQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/export.xlsx", query: q.values(), repeatable: true}, opts)
}

// GetLabelsQuery is how GetLabels may be asked; what is empty is not sent.
type GetLabelsQuery struct {
	// ids of items, parted by commas, in the order of their labels
	Ids string
	// What is printed on: exact (pages of the label's own size, the default), a4, us-letter, or a roll:
	// 100x150, 102x152, a6, 102x203, a5, 203x152. A stock that does not hold the whole label is refused
	Stock string
	// The place on the first sheet where the first label goes, from 1 on, so that a sheet used in part
	// can be used up
	Start string
	// Millimetres that the print is moved to the right, -5 to 5; pages of the exact size are not moved
	NudgeX string
	// Millimetres that the print is moved down, -5 to 5
	NudgeY string
}

func (q GetLabelsQuery) values() url.Values {
	v := url.Values{}
	set(v, "ids", q.Ids)
	set(v, "stock", q.Stock)
	set(v, "start", q.Start)
	set(v, "nudge_x", q.NudgeX)
	set(v, "nudge_y", q.NudgeY)
	return v
}

// GetLabels: The labels of several items in one file.
func (c *Client) GetLabels(ctx context.Context, q GetLabelsQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/labels.pdf", query: q.values(), repeatable: true}, opts)
}

// GetLabelsZPLQuery is how GetLabelsZPL may be asked; what is empty is not sent.
type GetLabelsZPLQuery struct {
	// ids of items, parted by commas, in the order of their labels
	Ids string
	// The roll: 100x150, 102x152, a6, 102x203, a5 or 203x152. One that does not hold the whole label is
	// refused
	Stock string
	// Millimetres that the print is moved to the right, -5 to 5; pages of the exact size are not moved
	NudgeX string
	// Millimetres that the print is moved down, -5 to 5
	NudgeY string
	// Dots per inch of the label printer: 203, the default, or 300
	Dpi string
}

func (q GetLabelsZPLQuery) values() url.Values {
	v := url.Values{}
	set(v, "ids", q.Ids)
	set(v, "stock", q.Stock)
	set(v, "nudge_x", q.NudgeX)
	set(v, "nudge_y", q.NudgeY)
	set(v, "dpi", q.Dpi)
	return v
}

// GetLabelsZPL: The labels of several items in ZPL II.
func (c *Client) GetLabelsZPL(ctx context.Context, q GetLabelsZPLQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/labels.zpl", query: q.values(), repeatable: true}, opts)
}

// GetShipment: Show an item with its history.
func (c *Client) GetShipment(ctx context.Context, id string, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// ChangeShipment: Say more about a draft, or say it anew; an issued item is frozen.
func (c *Client) ChangeShipment(ctx context.Context, id string, in ChangedShipment, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPatch, path: "/shipments/" + url.PathEscape(id), repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// SendAgain: Make a draft that says what an item says.
func (c *Client) SendAgain(ctx context.Context, id string, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/" + url.PathEscape(id) + "/again", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// CancelShipment: Cancel an item that is not posted, or throw a draft away; before its card is
// charged nothing is charged for it.
func (c *Client) CancelShipment(ctx context.Context, id string, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/" + url.PathEscape(id) + "/cancel", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// GetCertificate: The certificate of posting, for six months after the item was posted.
func (c *Client) GetCertificate(ctx context.Context, id string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/certificate.pdf", repeatable: true}, opts)
}

// GetShipmentEvents: What happened to an item: the steps of its life, and its way from the counter.
func (c *Client) GetShipmentEvents(ctx context.Context, id string, opts ...Option) (out Life, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/events", repeatable: true}, nil, &out, opts)
	return out, err
}

// IssueShipment: Give a complete draft its item number and freeze it; once issued, it is answered
// as it is.
func (c *Client) IssueShipment(ctx context.Context, id string, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/" + url.PathEscape(id) + "/issue", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// GetLabelQuery is how GetLabel may be asked; what is empty is not sent.
type GetLabelQuery struct {
	// What is printed on: exact (pages of the label's own size, the default), a4, us-letter, or a roll:
	// 100x150, 102x152, a6, 102x203, a5, 203x152. A stock that does not hold the whole label is refused
	Stock string
	// The place on the first sheet where the first label goes, from 1 on, so that a sheet used in part
	// can be used up
	Start string
	// Millimetres that the print is moved to the right, -5 to 5; pages of the exact size are not moved
	NudgeX string
	// Millimetres that the print is moved down, -5 to 5
	NudgeY string
	// no leaves out the instruction sheet that goes with every PDF, for programs that show it in their
	// own way
	Instructions string
}

func (q GetLabelQuery) values() url.Values {
	v := url.Values{}
	set(v, "stock", q.Stock)
	set(v, "start", q.Start)
	set(v, "nudge_x", q.NudgeX)
	set(v, "nudge_y", q.NudgeY)
	set(v, "instructions", q.Instructions)
	return v
}

// GetLabel: The label of an issued item, never scaled: on pages of its exact size, several to a
// sheet, or on a roll. Asked for again in the same way, it is the same to the byte.
func (c *Client) GetLabel(ctx context.Context, id string, q GetLabelQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/label.pdf", query: q.values(), repeatable: true}, opts)
}

// GetLabelZPLQuery is how GetLabelZPL may be asked; what is empty is not sent.
type GetLabelZPLQuery struct {
	// The roll: 100x150, 102x152, a6, 102x203, a5 or 203x152. One that does not hold the whole label is
	// refused
	Stock string
	// Millimetres that the print is moved to the right, -5 to 5; pages of the exact size are not moved
	NudgeX string
	// Millimetres that the print is moved down, -5 to 5
	NudgeY string
	// Dots per inch of the label printer: 203, the default, or 300
	Dpi string
}

func (q GetLabelZPLQuery) values() url.Values {
	v := url.Values{}
	set(v, "stock", q.Stock)
	set(v, "nudge_x", q.NudgeX)
	set(v, "nudge_y", q.NudgeY)
	set(v, "dpi", q.Dpi)
	return v
}

// GetLabelZPL: The label of an issued item in ZPL II, for a roll that holds the whole of it.
func (c *Client) GetLabelZPL(ctx context.Context, id string, q GetLabelZPLQuery, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/label.zpl", query: q.values(), repeatable: true}, opts)
}

// IssueMany: Issue a label for each of up to 20 recipients, who all get what this item says; a bad
// one does not hold up the others.
func (c *Client) IssueMany(ctx context.Context, id string, in Many, opts ...Option) (out MadeMany, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/shipments/" + url.PathEscape(id) + "/many", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// GetPaymentOfShipment: Show the payment that an item is, or was last, in.
func (c *Client) GetPaymentOfShipment(ctx context.Context, id string, opts ...Option) (out Payment, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/payment", repeatable: true}, nil, &out, opts)
	return out, err
}

// GetReceipt: The counter's receipt of a posted item.
func (c *Client) GetReceipt(ctx context.Context, id string, opts ...Option) (File, error) {
	return c.file(ctx, request{method: http.MethodGet, path: "/shipments/" + url.PathEscape(id) + "/receipt.pdf", repeatable: true}, opts)
}

// TurnOffSOAP: End the key for the web services.
func (c *Client) TurnOffSOAP(ctx context.Context, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/soap-key", repeatable: true, once: true}, nil, nil, opts)
}

// GetSOAPKey: Whether older programs may come in by the web services, and under which user name.
func (c *Client) GetSOAPKey(ctx context.Context, opts ...Option) (out SOAPKey, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/soap-key", repeatable: true}, nil, &out, opts)
	return out, err
}

// TurnOnSOAP: Make a new key for the web services; the one before ends.
func (c *Client) TurnOnSOAP(ctx context.Context, opts ...Option) (out SOAPKey, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/soap-key"}, nil, &out, opts)
	return out, err
}

// GetSpending: What the items of the past six months cost, by month, destination and service.
func (c *Client) GetSpending(ctx context.Context, opts ...Option) (out Spending, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/spending", repeatable: true}, nil, &out, opts)
	return out, err
}

// ListTemplatesQuery is how ListTemplates may be asked; what is empty is not sent.
type ListTemplatesQuery struct {
	// words that must all be there in description, HS code or product number
	Q string
	// the next of the page before
	After string
	// templates on a page, 1 to 25; 25 where it is left out
	Limit string
}

func (q ListTemplatesQuery) values() url.Values {
	v := url.Values{}
	set(v, "q", q.Q)
	set(v, "after", q.After)
	set(v, "limit", q.Limit)
	return v
}

// ListTemplates: List and search the item templates, last used first, a page at a time.
func (c *Client) ListTemplates(ctx context.Context, q ListTemplatesQuery, opts ...Option) (out TemplateList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/templates", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllTemplates goes through all pages of ListTemplates. It ends with the first error.
func (c *Client) AllTemplates(ctx context.Context, q ListTemplatesQuery, opts ...Option) iter.Seq2[Template, error] {
	return pages(q.After, func(after string) ([]Template, string, error) {
		q.After = after
		p, err := c.ListTemplates(ctx, q, opts...)
		return p.Templates, p.Next, err
	})
}

// AddTemplate: Keep a line of goods to be used again.
func (c *Client) AddTemplate(ctx context.Context, in NewTemplate, opts ...Option) (out Template, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/templates", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// DeleteTemplate: Strike a template out; items keep what they declared.
func (c *Client) DeleteTemplate(ctx context.Context, id string, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/templates/" + url.PathEscape(id), repeatable: true, once: true}, nil, nil, opts)
}

// GetTemplate: Show a template.
func (c *Client) GetTemplate(ctx context.Context, id string, opts ...Option) (out Template, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/templates/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// ChangeTemplate: Save a template anew; items keep what they declared.
func (c *Client) ChangeTemplate(ctx context.Context, id string, in ChangedTemplate, opts ...Option) (out Template, err error) {
	err = c.do(ctx, request{method: http.MethodPut, path: "/templates/" + url.PathEscape(id), repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// GetTestClock: What time it is for your test customer.
func (c *Client) GetTestClock(ctx context.Context, opts ...Option) (out Clock, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/test/clock", repeatable: true}, nil, &out, opts)
	return out, err
}

// MoveTestClock: With a test key: move your test customer's time on, never back. What becomes due
// by it is done before the answer: past 20:00 cards are charged, past 90 days labels expire.
func (c *Client) MoveTestClock(ctx context.Context, in ClockMove, opts ...Option) (out Clock, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/test/clock", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// AcceptAtTestCounter: With a test key: hand an item in at a counter and pay what is due. Its scale
// shows what was declared, unless the item's reference has a magic word.
func (c *Client) AcceptAtTestCounter(ctx context.Context, in CounterItem, opts ...Option) (out Posting, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/test/counter/accept", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// RefuseAtTestCounter: With a test key: have an item refused at the counter. It stays issued, and
// can be handed in again.
func (c *Client) RefuseAtTestCounter(ctx context.Context, in RefusedItem, opts ...Option) (out Shipment, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/test/counter/refuse", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ReweighAtTestCounter: With a test key: hand an item in that weighs something else than was
// declared. The difference is paid there, or a refund opens by itself.
func (c *Client) ReweighAtTestCounter(ctx context.Context, in WeighedItem, opts ...Option) (out Posting, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/test/counter/reweigh", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ListMagic: The words that make things go wrong on purpose, in the reference of a test customer's
// item.
func (c *Client) ListMagic(ctx context.Context, opts ...Option) (out MagicList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/test/magic", repeatable: true}, nil, &out, opts)
	return out, err
}

// TrackNumber: What happened to the item of a number; who goes through numbers that are not his own
// is stopped.
func (c *Client) TrackNumber(ctx context.Context, number string, opts ...Option) (out Journey, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/tracking/" + url.PathEscape(number), repeatable: true}, nil, &out, opts)
	return out, err
}

// GetUnpaid: Which issued items nobody has paid for, to be given to a payment.
func (c *Client) GetUnpaid(ctx context.Context, opts ...Option) (out Unpaid, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/unpaid", repeatable: true}, nil, &out, opts)
	return out, err
}

// ListWebhooks: List your endpoints, to which events are sent.
func (c *Client) ListWebhooks(ctx context.Context, opts ...Option) (out WebhookList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/webhooks", repeatable: true}, nil, &out, opts)
	return out, err
}

// CreateWebhook: Have an endpoint told of events from now on, in signed messages.
func (c *Client) CreateWebhook(ctx context.Context, in NewWebhook, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// DeleteWebhook: Remove an endpoint; what still waits for it is given up.
func (c *Client) DeleteWebhook(ctx context.Context, id string, opts ...Option) error {
	return c.do(ctx, request{method: http.MethodDelete, path: "/webhooks/" + url.PathEscape(id), repeatable: true, once: true}, nil, nil, opts)
}

// GetWebhook: Show an endpoint.
func (c *Client) GetWebhook(ctx context.Context, id string, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/webhooks/" + url.PathEscape(id), repeatable: true}, nil, &out, opts)
	return out, err
}

// ChangeWebhook: Save an endpoint's address and types; what waits for it goes to the new address.
func (c *Client) ChangeWebhook(ctx context.Context, id string, in NewWebhook, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodPut, path: "/webhooks/" + url.PathEscape(id), repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ListDeliveriesQuery is how ListDeliveries may be asked; what is empty is not sent.
type ListDeliveriesQuery struct {
	// waiting, delivered or dead; all where it is left out
	State string
	// the next of the page before
	After string
	// deliveries on a page, 1 to 100; 25 where it is left out
	Limit string
}

func (q ListDeliveriesQuery) values() url.Values {
	v := url.Values{}
	set(v, "state", q.State)
	set(v, "after", q.After)
	set(v, "limit", q.Limit)
	return v
}

// ListDeliveries: What an endpoint was told in the past 30 days, or is to be, newest first, a page
// at a time.
func (c *Client) ListDeliveries(ctx context.Context, id string, q ListDeliveriesQuery, opts ...Option) (out DeliveryList, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/webhooks/" + url.PathEscape(id) + "/deliveries", query: q.values(), repeatable: true}, nil, &out, opts)
	return out, err
}

// AllDeliveries goes through all pages of ListDeliveries. It ends with the first error.
func (c *Client) AllDeliveries(ctx context.Context, id string, q ListDeliveriesQuery, opts ...Option) iter.Seq2[Delivery, error] {
	return pages(q.After, func(after string) ([]Delivery, string, error) {
		q.After = after
		p, err := c.ListDeliveries(ctx, id, q, opts...)
		return p.Deliveries, p.Next, err
	})
}

// GetDelivery: Show a delivery: what was sent, and what the endpoint said each time.
func (c *Client) GetDelivery(ctx context.Context, id string, event string, opts ...Option) (out DeliveryDetail, err error) {
	err = c.do(ctx, request{method: http.MethodGet, path: "/webhooks/" + url.PathEscape(id) + "/deliveries/" + url.PathEscape(event), repeatable: true}, nil, &out, opts)
	return out, err
}

// PauseWebhook: Stop sending to an endpoint; what happens waits for it, however long.
func (c *Client) PauseWebhook(ctx context.Context, id string, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks/" + url.PathEscape(id) + "/pause", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// ReplayDeliveries: Send events to an endpoint again: those that you name, or all that were given
// up.
func (c *Client) ReplayDeliveries(ctx context.Context, id string, in ReplayOf, opts ...Option) (out Replayed, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks/" + url.PathEscape(id) + "/replay", repeatable: true, once: true}, in, &out, opts)
	return out, err
}

// ResumeWebhook: Send what has waited, and go on.
func (c *Client) ResumeWebhook(ctx context.Context, id string, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks/" + url.PathEscape(id) + "/resume", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// RotateWebhook: Give an endpoint a new secret; for 24 hours messages are signed with the one
// before, too.
func (c *Client) RotateWebhook(ctx context.Context, id string, opts ...Option) (out Webhook, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks/" + url.PathEscape(id) + "/rotate"}, nil, &out, opts)
	return out, err
}

// TestWebhook: Send an endpoint an event of the type test.
func (c *Client) TestWebhook(ctx context.Context, id string, opts ...Option) (out TestEvent, err error) {
	err = c.do(ctx, request{method: http.MethodPost, path: "/webhooks/" + url.PathEscape(id) + "/test", repeatable: true, once: true}, nil, &out, opts)
	return out, err
}

// Address is part of others.
type Address struct {
	City     string         `json:"city,omitempty"`
	Company  string         `json:"company,omitempty"`
	Email    string         `json:"email,omitempty"`
	Name     string         `json:"name"`
	Native   *NativeAddress `json:"native,omitempty"`
	Phone    string         `json:"phone,omitempty"`
	Place    string         `json:"place,omitempty"`
	Postcode string         `json:"postcode,omitempty"`
	State    string         `json:"state,omitempty"`
	Street   []string       `json:"street"`
}

// AddressFault is part of others.
type AddressFault struct {
	Address Address `json:"address"`
	Faults  []Fault `json:"faults"`
	// its line in the file, or the number of its card
	Row int64 `json:"row"`
}

// AddressImport is given by ImportAddresses.
type AddressImport struct {
	// those that stand there already, or twice in the file
	Known int64 `json:"known"`
	// why, in the order of the file
	LeftOut []AddressFault `json:"left_out"`
	// addresses that were written into the book; in a dry run, that would be
	New int64 `json:"new"`
	// those that were left out
	Wrong int64 `json:"wrong"`
}

// AddressList is given by ListAddresses.
type AddressList struct {
	Addresses []SavedAddress `json:"addresses"`
	// of all entries, whatever the filters
	Count int64 `json:"count"`
	// give it as after to go on; absent at the end
	Next string `json:"next,omitempty"`
}

// AddressTwins is part of others.
type AddressTwins struct {
	// last used first
	Entries []SavedAddress `json:"entries"`
	// what is left when they are merged
	Merged SavedAddress `json:"merged"`
}

// Asked is part of others.
type Asked struct {
	Electronic    bool   `json:"electronic,omitempty"`
	GiftCurrency  string `json:"gift_currency,omitempty"`
	GiftMostCents int64  `json:"gift_most_cents,omitempty"`
	HSCode        string `json:"hs_code,omitempty"`
	HSDigits      int64  `json:"hs_digits,omitempty"`
	Origin        string `json:"origin,omitempty"`
	Products      string `json:"products,omitempty"`
	// numbers that may have to be given, in contents.references
	References []Reference `json:"references,omitempty"`
}

// Asking is taken by AskMember.
type Asking struct {
	Email string `json:"email"`
	// see, prepare, pay
	Scopes []string `json:"scopes"`
}

// Batch is given by UploadBatch, given by CreateBatch, given by GetBatch, given by CancelBatch,
// given by IssueBatch, given by RemapBatch, given by StartBatch, given by StopBatch.
type Batch struct {
	ID string `json:"id"`
	// and how many there are
	All int64 `json:"all"`
	// why the file could not be read to its end; the rows before are there
	Broken    *Broken   `json:"broken,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	// lines read, or items issued, of the present work
	Done    int64      `json:"done"`
	EndedAt *time.Time `json:"ended_at,omitempty"`
	// rows that wait to be mended, and keep no other waiting
	Faulty int64 `json:"faulty"`
	Issued int64 `json:"issued"`
	// rows that are not wanted
	LeftOut int64  `json:"left_out"`
	Name    string `json:"name"`
	// of the ready and the issued
	PostageCents int64 `json:"postage_cents"`
	// rows that can be issued
	Ready int64 `json:"ready"`
	// of the present or last work
	StartedAt *time.Time `json:"started_at,omitempty"`
	// uploaded: waits for its columns to be confirmed by start; reading: its rows are being checked;
	// checked: mend, and issue; issuing; cancelled
	State string `json:"state"`
	// an earlier batch of the very same bytes: start wants again to be true
	Twin string `json:"twin,omitempty"`
}

// BatchCell is part of others.
type BatchCell struct {
	// as it stands in the file
	Came  string `json:"came,omitempty"`
	Field string `json:"field"`
	// absent where the file has no such column
	Heading string `json:"heading,omitempty"`
	// as it counts now
	Text string `json:"text"`
}

// BatchLabels is given by ListBatchLabels.
type BatchLabels struct {
	// paths of the labels, up to 500 in each file; none before the first is issued
	Parts []string `json:"parts"`
}

// BatchLine is part of others.
type BatchLine struct {
	Cells []BatchCell `json:"cells"`
	Line  int64       `json:"line"`
}

// BatchList is given by ListBatches.
type BatchList struct {
	Batches []Batch `json:"batches"`
	// give it as after to go on; absent at the end
	Next string `json:"next,omitempty"`
}

// BatchRow is given by GetBatchRow, given by ChangeBatchRow.
type BatchRow struct {
	// what has to be mended
	Faults []RowFault `json:"faults,omitempty"`
	// an order of several goods has several
	Lines []BatchLine `json:"lines"`
	// what to look at again; nothing of it stops the label
	Notices       []RowFault `json:"notices,omitempty"`
	Place         string     `json:"place,omitempty"`
	PostageCents  int64      `json:"postage_cents,omitempty"`
	RecipientName string     `json:"recipient_name,omitempty"`
	Reference     string     `json:"reference,omitempty"`
	// the line of the file on which it begins, the headings being 1
	Row     int64  `json:"row"`
	Service string `json:"service,omitempty"`
	// once issued
	Shipment string `json:"shipment,omitempty"`
	// ready, faulty, left_out or issued
	State string `json:"state"`
	// counts the saves
	Version int64 `json:"version"`
	WeightG int64 `json:"weight_g,omitempty"`
}

// BatchStart is taken by StartBatch.
type BatchStart struct {
	// this very file came before, and is meant once more
	Again bool `json:"again,omitempty"`
	// the field of each column in the order of the file, empty for none; left out, as recognised
	Mapping []string `json:"mapping,omitempty"`
	// with mapping: fields of all rows that say nothing of them
	Same map[string]string `json:"same,omitempty"`
}

// Battery is part of others.
type Battery struct {
	Count   int64  `json:"count,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Packing string `json:"packing,omitempty"`
	Power   int64  `json:"power,omitempty"`
	Unit    string `json:"unit,omitempty"`
}

// Binding is given by AskMember.
type Binding struct {
	ID string `json:"id"`
	// the member's, for the header Ecship-Account; absent until the member agreed
	Account     string     `json:"account,omitempty"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	// that you asked
	Email   string     `json:"email,omitempty"`
	EndedAt *time.Time `json:"ended_at,omitempty"`
	// of the link in the mail, while it waits for the member
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	// of the other side
	Name string `json:"name,omitempty"`
	// what may be done: see, prepare, pay
	Scopes []string `json:"scopes"`
}

// BindingList is given by ListIntegrators.
type BindingList struct {
	// members that you act for, or asked
	ByUs []Binding `json:"by_us"`
	// integrators that act for you
	ForUs []Binding `json:"for_us"`
	// your programs may ask to act for others
	Integrator bool `json:"integrator"`
}

// Broken is part of others.
type Broken struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	// that could be read
	Rows int64 `json:"rows"`
}

// Cancelled is given by CancelShipments.
type Cancelled struct {
	// in the order asked for
	Results []CancelledOne `json:"results"`
}

// CancelledOne is part of others.
type CancelledOne struct {
	ID      string   `json:"id"`
	Problem *Problem `json:"problem,omitempty"`
	// 200, or what the request would have been refused with if it had been the only one
	Status int64 `json:"status"`
}

// Cause is part of others.
type Cause struct {
	Code string `json:"code"`
	// as the first row has it
	Detail   string `json:"detail"`
	Field    string `json:"field"`
	FirstRow int64  `json:"first_row"`
	// there are other values besides
	More bool `json:"more,omitempty"`
	// that wait for it
	Rows int64 `json:"rows"`
	// what stands in the cells, the most frequent first
	Values []CauseValue `json:"values"`
}

// CauseList is given by ListBatchFaults.
type CauseList struct {
	Faults []Cause `json:"faults"`
}

// CauseValue is part of others.
type CauseValue struct {
	Cell       string `json:"cell"`
	Rows       int64  `json:"rows"`
	Suggestion string `json:"suggestion,omitempty"`
}

// ChangedSavedAddress is taken by ChangeAddress.
type ChangedSavedAddress struct {
	Address   Address `json:"address"`
	Preferred bool    `json:"preferred,omitempty"`
	// the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over
	// any
	Version int64 `json:"version,omitempty"`
}

// ChangedShipment is taken by ChangeShipment.
type ChangedShipment struct {
	AdviceOfReceipt bool         `json:"advice_of_receipt,omitempty"`
	Contents        *Declaration `json:"contents,omitempty"`
	InsuredCents    int64        `json:"insured_cents,omitempty"`
	// code of the destination
	Place     string   `json:"place,omitempty"`
	Recipient *Address `json:"recipient,omitempty"`
	Reference string   `json:"reference,omitempty"`
	Sender    *Address `json:"sender,omitempty"`
	// ship code
	Service string `json:"service,omitempty"`
	Size    *Size  `json:"size,omitempty"`
	WeightG int64  `json:"weight_g,omitempty"`
}

// ChangedTemplate is taken by ChangeTemplate.
type ChangedTemplate struct {
	Category    string `json:"category"`
	Currency    string `json:"currency"`
	Explanation string `json:"explanation,omitempty"`
	Line        Line   `json:"line"`
	// the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over
	// any
	Version int64 `json:"version,omitempty"`
}

// Clock is given by GetTestClock, given by MoveTestClock.
type Clock struct {
	// of the real time
	AheadSeconds int64     `json:"ahead_seconds"`
	Now          time.Time `json:"now"`
}

// ClockMove is taken by MoveTestClock.
type ClockMove struct {
	// this one, or to, or past
	BySeconds int64 `json:"by_seconds,omitempty"`
	// charge: just past the next 20:00, when cards are charged; expiry: past the last day of every
	// label that is issued now
	Past string `json:"past,omitempty"`
	// a moment that is not over for the test customer
	To *time.Time `json:"to,omitempty"`
}

// Column is part of others.
type Column struct {
	// what it means; empty is nothing
	Field   string `json:"field"`
	Heading string `json:"heading"`
	// its cells in the first rows
	Samples []string `json:"samples"`
}

// Columns is given by GetBatchColumns.
type Columns struct {
	// in the order of the file
	Columns []Column `json:"columns"`
	// what a column may mean. Of further goods, item.2.hs is the HS code of the second
	Fields []Field `json:"fields"`
	// the program that the file looks to be from
	Maker string `json:"maker,omitempty"`
	// the meanings are those that you confirmed for the last such file
	Recalled bool `json:"recalled,omitempty"`
	// fields of all rows that say nothing of them
	Same map[string]string `json:"same,omitempty"`
	// of your newest item
	Sender *Address `json:"sender,omitempty"`
}

// Comparison is given by CompareServices.
type Comparison struct {
	Date     string   `json:"date"`
	Notices  []Notice `json:"notices,omitempty"`
	Place    Place    `json:"place"`
	Services []Offer  `json:"services"`
	WeightG  int64    `json:"weight_g"`
}

// CounterItem is taken by AcceptAtTestCounter.
type CounterItem struct {
	// the item number
	Number string `json:"number"`
}

// Declaration is part of others.
type Declaration struct {
	Category          string            `json:"category"`
	CertificateNumber string            `json:"certificate_number,omitempty"`
	Comments          string            `json:"comments,omitempty"`
	Currency          string            `json:"currency"`
	Explanation       string            `json:"explanation,omitempty"`
	ImporterReference string            `json:"importer_reference,omitempty"`
	InvoiceNumber     string            `json:"invoice_number,omitempty"`
	LicenceNumber     string            `json:"licence_number,omitempty"`
	Lines             []Line            `json:"lines"`
	References        map[string]string `json:"references,omitempty"`
	SenderReference   string            `json:"sender_reference,omitempty"`
}

// Delivery is part of others.
type Delivery struct {
	At time.Time `json:"at"`
	// the endpoint's last status
	Code int64 `json:"code,omitempty"`
	// the webhook-id of the message
	Event string `json:"event"`
	// while waiting
	NextAt *time.Time `json:"next_at,omitempty"`
	// what it is about: an id, or an item number
	Object string `json:"object,omitempty"`
	// why the last try failed: timeout, unreachable, no_name, tls, forbidden, redirect, status, cut or
	// removed
	Reason string `json:"reason,omitempty"`
	// waiting, delivered or dead
	State string `json:"state"`
	Tries int64  `json:"tries"`
	Type  string `json:"type"`
}

// DeliveryDetail is given by GetDelivery.
type DeliveryDetail struct {
	AllTries []Try `json:"all_tries"`
	// JSON, as text: what is sent, byte for byte
	Body     string   `json:"body"`
	Delivery Delivery `json:"delivery"`
}

// DeliveryList is given by ListDeliveries.
type DeliveryList struct {
	Deliveries []Delivery `json:"deliveries"`
	// give it as after to go on; absent at the end
	Next string `json:"next,omitempty"`
}

// Deposit is part of others.
type Deposit struct {
	AvailableCents int64 `json:"available_cents"`
	// below 0 is credit used
	BalanceCents     int64  `json:"balance_cents"`
	CreditLimitCents int64  `json:"credit_limit_cents"`
	Name             string `json:"name"`
	Number           string `json:"number"`
	// active or suspended
	State string `json:"state"`
}

// Destination is part of others.
type Destination struct {
	// what every operation calls place
	Code string `json:"code"`
	// which of city, state and postcode its addresses have, in their order
	Lines []string `json:"lines"`
	// in the language of Accept-Language
	Name            string `json:"name"`
	PostcodeExample string `json:"postcode_example,omitempty"`
	// a regular expression for the whole of it
	PostcodeForm string `json:"postcode_form,omitempty"`
	// yes: refused without one; warn: the answer warns of its lack; no
	PostcodeNeeded string `json:"postcode_needed"`
	// what its state is called: state, province, prefecture, county, region, emirate or district
	StateName   string `json:"state_name,omitempty"`
	StateNeeded bool   `json:"state_needed"`
	// as addresses write them, where they are known
	States []string `json:"states,omitempty"`
}

// Done is part of others.
type Done struct {
	// of what it made
	ID string    `json:"id,omitempty"`
	At time.Time `json:"at"`
	// operationId
	Operation string `json:"operation"`
	// path of what it made
	URL string `json:"url,omitempty"`
}

// Estimate is part of others.
type Estimate struct {
	AddOnsCents  int64  `json:"add_ons_cents"`
	Book         string `json:"book"`
	PostageCents int64  `json:"postage_cents"`
	PremiumCents int64  `json:"premium_cents"`
	TotalCents   int64  `json:"total_cents"`
	Unpriced     bool   `json:"unpriced,omitempty"`
}

// Event is part of others.
type Event struct {
	At    time.Time `json:"at"`
	Event string    `json:"event"`
	From  string    `json:"from"`
	To    string    `json:"to"`
}

// EventList is given by ListEvents.
type EventList struct {
	Events []Told `json:"events"`
}

// Exchange is part of others.
type Exchange struct {
	Group     string `json:"group"`
	Indicator string `json:"indicator"`
	Office    string `json:"office"`
}

// Fault is part of others.
type Fault struct {
	Code       string `json:"code"`
	Detail     string `json:"detail"`
	Field      string `json:"field"`
	Suggestion string `json:"suggestion,omitempty"`
}

// Field is part of others.
type Field struct {
	Example string `json:"example,omitempty"`
	Field   string `json:"field"`
	Name    string `json:"name"`
}

// Format is part of others.
type Format struct {
	BreadthMm           int64  `json:"breadth_mm,omitempty"`
	LeastBreadthMm      int64  `json:"least_breadth_mm,omitempty"`
	LeastLengthMm       int64  `json:"least_length_mm,omitempty"`
	LeastLongestMm      int64  `json:"least_longest_mm,omitempty"`
	LeastSumMm          int64  `json:"least_sum_mm,omitempty"`
	LengthMm            int64  `json:"length_mm,omitempty"`
	LongestMm           int64  `json:"longest_mm,omitempty"`
	Shape               string `json:"shape"`
	SumIsLengthAndGirth bool   `json:"sum_is_length_and_girth,omitempty"`
	SumMm               int64  `json:"sum_mm,omitempty"`
	ThicknessMm         int64  `json:"thickness_mm,omitempty"`
}

// Heading is part of others.
type Heading struct {
	Chapter string `json:"chapter"`
	// six digits; a destination may ask for more
	HSCode string `json:"hs_code"`
	// in the caller's language, in our words
	Name string `json:"name"`
}

// HeadingList is given by FindHeadings.
type HeadingList struct {
	Headings []Heading `json:"headings"`
}

// Journey is given by TrackNumber.
type Journey struct {
	// in the order in which they happened; none for a number of which nothing is known
	Events []TrackingEvent `json:"events"`
	Number string          `json:"number,omitempty"`
}

// Key is given by CreateKey.
type Key struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	// live or test
	Mode string `json:"mode"`
	Name string `json:"name"`
	// what it begins with, to know it by
	Prefix    string     `json:"prefix"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
	Scopes    []string   `json:"scopes"`
	// the key itself: only in the answer that made it, and never again
	Secret string `json:"secret,omitempty"`
	// the last day on which it was used
	UsedOn string `json:"used_on,omitempty"`
}

// KeyList is given by ListKeys.
type KeyList struct {
	Keys []Key `json:"keys"`
}

// Life is given by GetShipmentEvents.
type Life struct {
	// what happened on its way, in order; posting is among the steps
	Events []TrackingEvent `json:"events"`
	// what its sender, the counter and the calendar did
	Steps []Event `json:"steps"`
}

// Line is part of others.
type Line struct {
	Barcode     string   `json:"barcode,omitempty"`
	Battery     *Battery `json:"battery,omitempty"`
	Description string   `json:"description"`
	HSCode      string   `json:"hs_code,omitempty"`
	MakerID     string   `json:"maker_id,omitempty"`
	Native      string   `json:"native,omitempty"`
	NetWeightG  int64    `json:"net_weight_g"`
	Origin      string   `json:"origin,omitempty"`
	ProductID   string   `json:"product_id,omitempty"`
	Quantity    int64    `json:"quantity"`
	ValueCents  int64    `json:"value_cents"`
}

// Made is part of others.
type Made struct {
	// fields are paths of this request: recipients.3.postcode
	Problem  *Problem  `json:"problem,omitempty"`
	Shipment *Shipment `json:"shipment,omitempty"`
	// 201, or what the request would have been refused with if it had been the only one
	Status int64 `json:"status"`
}

// MadeMany is given by CreateShipments, given by IssueMany.
type MadeMany struct {
	Results []Made `json:"results"`
}

// Magic is part of others.
type Magic struct {
	// in the language of Accept-Language
	Does   string `json:"does"`
	Effect string `json:"effect"`
	Word   string `json:"word"`
}

// MagicList is given by ListMagic.
type MagicList struct {
	Items []Magic `json:"items"`
}

// Many is taken by IssueMany.
type Many struct {
	// a name of your choosing for this list. Sent again with the bad recipients mended, those that were
	// issued are answered as they are and get no second label. An Idempotency-Key does the same
	Once string `json:"once,omitempty"`
	// up to 20, all in the destination of the item; place may be left out
	Recipients []Address `json:"recipients"`
}

// Mended is given by MendBatchRows.
type Mended struct {
	// that still do
	Left int64 `json:"left"`
	// that no longer wait for the cause
	Rows int64 `json:"rows"`
}

// Merging is taken by MergeAddresses.
type Merging struct {
	// as listed together by listAddressTwins
	Ids []string `json:"ids"`
}

// NativeAddress is part of others.
type NativeAddress struct {
	Company string   `json:"company,omitempty"`
	Name    string   `json:"name,omitempty"`
	Street  []string `json:"street,omitempty"`
}

// NewKey is taken by CreateKey.
type NewKey struct {
	// what it is for
	Name string `json:"name"`
	// what it may do: see, prepare, pay, manage; see, prepare and pay where it is left out. A key gives
	// away only what it may do itself
	Scopes []string `json:"scopes,omitempty"`
}

// NewPayment is taken by StartPayment.
type NewPayment struct {
	// ids of issued items, 100 at most
	Items []string `json:"items"`
	// sandbox with a test key; deposit, counter to pay when the items are handed in, or the operator's
	// card gateway
	Method string `json:"method"`
	// the total that you expect; where it has changed nothing is paid and the answer is 409
	QuotedCents int64 `json:"quoted_cents,omitempty"`
	// the deposit account that pays
	Source string `json:"source,omitempty"`
}

// NewRefund is taken by CreateRefund.
type NewRefund struct {
	// what speaks for it
	Evidence string `json:"evidence,omitempty"`
	Shipment string `json:"shipment"`
}

// NewRows is taken by CreateBatch.
type NewRows struct {
	// these very rows came before, and are meant once more
	Again bool `json:"again,omitempty"`
	// to find it by; batch.csv where it is left out
	Name string `json:"name,omitempty"`
	// the cells of each row by what they mean, as getBatchColumns lists it: recipient.name,
	// item.1.description
	Rows []map[string]string `json:"rows"`
	// cells of all rows that say nothing of them
	Same map[string]string `json:"same,omitempty"`
}

// NewSavedAddress is taken by AddAddress.
type NewSavedAddress struct {
	Address Address `json:"address"`
	// recipient, or sender: a return address in Hong Kong
	Kind string `json:"kind"`
	// of a sender: new items on the pages begin with it
	Preferred bool `json:"preferred,omitempty"`
}

// NewShipment is taken by CreateShipment.
type NewShipment struct {
	AdviceOfReceipt bool `json:"advice_of_receipt,omitempty"`
	// the customs declaration; local items need none
	Contents *Declaration `json:"contents,omitempty"`
	// cover asked for
	InsuredCents int64 `json:"insured_cents,omitempty"`
	// issue the label at once; everything must be there
	Issue bool `json:"issue,omitempty"`
	// code of the destination; the recipient's place where it is left out
	Place     string   `json:"place,omitempty"`
	Recipient *Address `json:"recipient,omitempty"`
	// your own, to find the item by
	Reference string `json:"reference,omitempty"`
	// the return address, in Hong Kong
	Sender *Address `json:"sender,omitempty"`
	// ship code
	Service string `json:"service,omitempty"`
	// the outside in millimetres
	Size *Size `json:"size,omitempty"`
	// estimated weight in whole grams; the counter's scale prevails
	WeightG int64 `json:"weight_g,omitempty"`
}

// NewShipments is taken by CreateShipments.
type NewShipments struct {
	// up to 100; a bad one does not hold up the others
	Shipments []NewShipment `json:"shipments"`
}

// NewTemplate is taken by AddTemplate.
type NewTemplate struct {
	// gift, documents, sample, sale, returned or other
	Category string `json:"category"`
	// ISO 4217 code of the value
	Currency string `json:"currency"`
	// where the category is other
	Explanation string `json:"explanation,omitempty"`
	// weight and value are those of the whole quantity. There is one template of a description
	Line Line `json:"line"`
}

// NewWebhook is taken by CreateWebhook, taken by ChangeWebhook.
type NewWebhook struct {
	// event types, or whole families as payment.*
	Types []string `json:"types"`
	// https, a public name
	URL string `json:"url"`
}

// Notice is part of others.
type Notice struct {
	Message string `json:"message"`
	// a ship code, or * for all
	Service   string `json:"service"`
	Suspended bool   `json:"suspended"`
}

// Offer is part of others.
type Offer struct {
	AddOnsCents          int64    `json:"add_ons_cents,omitempty"`
	AdviceOfReceiptCents int64    `json:"advice_of_receipt_cents,omitempty"`
	Available            bool     `json:"available"`
	Book                 string   `json:"book,omitempty"`
	CoverLeastCents      int64    `json:"cover_least_cents,omitempty"`
	CoverMostCents       int64    `json:"cover_most_cents,omitempty"`
	DeliveryStandard     string   `json:"delivery_standard,omitempty"`
	Elsewhere            []Zone   `json:"elsewhere,omitempty"`
	Format               string   `json:"format,omitempty"`
	Indemnity            string   `json:"indemnity,omitempty"`
	MaxWeightG           int64    `json:"max_weight_g,omitempty"`
	Name                 string   `json:"name"`
	PostageCents         int64    `json:"postage_cents,omitempty"`
	PremiumCents         int64    `json:"premium_cents,omitempty"`
	Refusal              *Refusal `json:"refusal,omitempty"`
	Remarks              []string `json:"remarks,omitempty"`
	Service              string   `json:"service"`
	Signature            bool     `json:"signature,omitempty"`
	SizeLimits           []Format `json:"size_limits,omitempty"`
	Source               string   `json:"source,omitempty"`
	TotalCents           int64    `json:"total_cents,omitempty"`
	TrackingLevel        int64    `json:"tracking_level,omitempty"`
	Unpriced             bool     `json:"unpriced,omitempty"`
	ValuePremiumCents    int64    `json:"value_premium_cents,omitempty"`
}

// PaidItem is part of others.
type PaidItem struct {
	AmountCents int64 `json:"amount_cents"`
	// counts as paid, or about to be
	Live     bool   `json:"live"`
	Shipment string `json:"shipment"`
}

// Payment is given by StartPayment, given by GetPayment, given by AbandonPayment, given by
// GetPaymentOfShipment.
type Payment struct {
	// empty in a dry run
	ID          string `json:"id"`
	AmountCents int64  `json:"amount_cents"`
	// while authorised: when it is charged, and until when cancelling is free
	CaptureAt     *time.Time `json:"capture_at,omitempty"`
	CapturedAt    *time.Time `json:"captured_at,omitempty"`
	CapturedCents int64      `json:"captured_cents"`
	// while open: the page to send the payer to
	CheckoutURL string     `json:"checkout_url,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	Items       []PaidItem `json:"items"`
	// of it, still to be charged or charged: less once an item was cancelled before the charge
	KeptCents int64 `json:"kept_cents"`
	// while money is unknown: when it will be known at the latest, if the gateway answers
	KnownBy *time.Time `json:"known_by,omitempty"`
	Method  string     `json:"method"`
	// nothing: nothing was charged; held: nothing yet; charged; unknown: not yet known, do not pay
	// again
	Money string `json:"money"`
	// while deferred: the last day to hand all items in and pay at the counter
	PayBy         string   `json:"pay_by,omitempty"`
	RefundedCents int64    `json:"refunded_cents"`
	Refunds       []Refund `json:"refunds,omitempty"`
	Source        string   `json:"source,omitempty"`
	// started, open, authorised, capturing, captured, voiding, voided, declined, expired or lapsed;
	// deferred while it is to be paid at the counter, withdrawn where it no longer is
	State string `json:"state"`
}

// PaymentLine is part of others.
type PaymentLine struct {
	ID            string    `json:"id"`
	AmountCents   int64     `json:"amount_cents"`
	CapturedCents int64     `json:"captured_cents"`
	CreatedAt     time.Time `json:"created_at"`
	Method        string    `json:"method"`
	Money         string    `json:"money"`
	RefundedCents int64     `json:"refunded_cents"`
	Source        string    `json:"source,omitempty"`
	State         string    `json:"state"`
}

// PaymentList is given by ListPayments.
type PaymentList struct {
	// give it as after to go on; absent at the end
	Next     string        `json:"next,omitempty"`
	Payments []PaymentLine `json:"payments"`
}

// PaymentMethod is part of others.
type PaymentMethod struct {
	// give it as method
	Method string `json:"method"`
	Name   string `json:"name"`
	// hosted: the payer goes to checkout_url; account: paid at once from a deposit account; counter:
	// nothing to do here, it is paid when the item is handed in
	Shape string `json:"shape"`
}

// PaymentMethods is given by ListPaymentMethods.
type PaymentMethods struct {
	// deposit accounts, to be named as source
	Accounts []Deposit       `json:"accounts"`
	Methods  []PaymentMethod `json:"methods"`
}

// Place is part of others.
type Place struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// PlaceList is given by ListPlaces.
type PlaceList struct {
	Places []Destination `json:"places"`
}

// Posting is given by AcceptAtTestCounter, given by ReweighAtTestCounter.
type Posting struct {
	// postage and premium at that weight
	ChargedCents int64 `json:"charged_cents"`
	DeclaredG    int64 `json:"declared_g"`
	// prepaid beyond the charge: it goes back by itself
	OverpaidCents int64 `json:"overpaid_cents"`
	// of it, paid at the counter
	PaidCents int64 `json:"paid_cents"`
	// of it, paid before
	PrepaidCents int64    `json:"prepaid_cents"`
	Shipment     Shipment `json:"shipment"`
	// what the scale showed
	WeightG int64 `json:"weight_g"`
}

// Problem is part of others.
type Problem struct {
	// stable name of what is wrong, such as weight.zero
	Code string `json:"code"`
	// a sentence for people, in the language of Accept-Language
	Detail string `json:"detail"`
	// every mistake of the request, the first one too, where there is more than one
	Errors []ProblemError `json:"errors,omitempty"`
	// path of the member at fault, such as recipient.postcode
	Field string `json:"field,omitempty"`
	// name this when you ask for help
	RequestID string `json:"request_id"`
	Status    int64  `json:"status"`
	// a value that would do
	Suggestion string `json:"suggestion,omitempty"`
	// the status in words
	Title string `json:"title"`
	// always about:blank: the code says what it is
	Type string `json:"type"`
}

// ProblemError is part of others.
type ProblemError struct {
	Code       string `json:"code"`
	Detail     string `json:"detail"`
	Field      string `json:"field,omitempty"`
	Suggestion string `json:"suggestion,omitempty"`
}

// QuoteRequest is taken by CompareServices.
type QuoteRequest struct {
	// the recipient's signed card back
	AdviceOfReceipt bool `json:"advice_of_receipt,omitempty"`
	// cover asked for
	InsuredCents int64 `json:"insured_cents,omitempty"`
	// the destination: a code such as US or US-UA, or a name
	Place string `json:"place"`
	// the outside in millimetres; without it, letter post is priced as a packet
	Size *Size `json:"size,omitempty"`
	// worth of the contents
	ValueCents int64 `json:"value_cents,omitempty"`
	// weight in whole grams
	WeightG int64 `json:"weight_g"`
}

// Reference is part of others.
type Reference struct {
	Currency string `json:"currency,omitempty"`
	Example  string `json:"example,omitempty"`
	// goods worth more can't go under it
	MostCents int64  `json:"most_cents,omitempty"`
	Name      string `json:"name"`
	// commercial goods do not go without it
	Needed bool   `json:"needed,omitempty"`
	Title  string `json:"title"`
}

// Refund is given by CreateRefund, given by GetRefund.
type Refund struct {
	ID          string     `json:"id"`
	AmountCents int64      `json:"amount_cents"`
	CreditedAt  *time.Time `json:"credited_at,omitempty"`
	// the officer's words
	Decision     string `json:"decision,omitempty"`
	Payment      string `json:"payment"`
	PromisedFrom string `json:"promised_from,omitempty"`
	PromisedTo   string `json:"promised_to,omitempty"`
	Reason       string `json:"reason"`
	Shipment     string `json:"shipment"`
	// submitted, vetting, approved, rejected, instructed, credited or failed
	State       string    `json:"state"`
	SubmittedAt time.Time `json:"submitted_at"`
}

// Refusal is part of others.
type Refusal struct {
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// RefusedItem is taken by RefuseAtTestCounter.
type RefusedItem struct {
	// the item number
	Number string `json:"number"`
	// what the clerk says
	Reason string `json:"reason,omitempty"`
}

// ReplayOf is taken by ReplayDeliveries.
type ReplayOf struct {
	// up to 100 ids of events; left out, all that was given up
	Events []string `json:"events,omitempty"`
}

// Replayed is given by ReplayDeliveries.
type Replayed struct {
	Deliveries int64 `json:"deliveries"`
}

// Request is part of others.
type Request struct {
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	// without the query; what is no id of ours stands as its name: {number}
	Path string `json:"path"`
	// X-Request-Id of its answer
	RequestID string `json:"request_id"`
	Status    int64  `json:"status"`
}

// RequestList is given by ListKeyRequests, given by ListRequests.
type RequestList struct {
	// give it as after to go on; absent at the end
	Next     string    `json:"next,omitempty"`
	Requests []Request `json:"requests"`
}

// RowChange is taken by ChangeBatchRow.
type RowChange struct {
	// the row is not wanted. Without it, one that was left out is wanted again
	Leave bool `json:"leave,omitempty"`
	// the cells of each line of the item; a field that is not named stays
	Lines []map[string]string `json:"lines,omitempty"`
	// the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over
	// any
	Version int64 `json:"version,omitempty"`
}

// RowFault is part of others.
type RowFault struct {
	Cell   string `json:"cell,omitempty"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Field  string `json:"field"`
	// of the file
	Line       int64  `json:"line"`
	Suggestion string `json:"suggestion,omitempty"`
}

// RowList is given by ListBatchRows.
type RowList struct {
	// give it as after to go on; absent at the end
	Next string     `json:"next,omitempty"`
	Rows []BatchRow `json:"rows"`
}

// Rule is taken by MendBatchRows.
type Rule struct {
	// or another text for each that stands there; others stay
	Cells map[string]string `json:"cells,omitempty"`
	// of the cause
	Code string `json:"code"`
	// of the cause
	Field string `json:"field"`
	// or the rows are not wanted
	Leave bool `json:"leave,omitempty"`
	// typed into every cell at fault
	Text string `json:"text,omitempty"`
}

// SOAPKey is given by GetSOAPKey, given by TurnOnSOAP.
type SOAPKey struct {
	CreatedAt *time.Time `json:"created_at,omitempty"`
	On        bool       `json:"on"`
	// only in the answer that turned it on, and never again
	Secret   string `json:"secret,omitempty"`
	Username string `json:"username,omitempty"`
}

// SavedAddress is given by AddAddress, given by MergeAddresses, given by GetAddress, given by
// ChangeAddress.
type SavedAddress struct {
	ID        string    `json:"id"`
	Address   Address   `json:"address"`
	CreatedAt time.Time `json:"created_at"`
	// recipient or sender
	Kind      string    `json:"kind"`
	Preferred bool      `json:"preferred,omitempty"`
	UpdatedAt time.Time `json:"updated_at"`
	// when an item last went out with it
	UsedAt *time.Time `json:"used_at,omitempty"`
	// counts the saves
	Version int64 `json:"version"`
}

// SegregatedGroup is part of others.
type SegregatedGroup struct {
	Count int64  `json:"count"`
	Group string `json:"group"`
	// the group in the language of Accept-Language
	Heading string             `json:"heading"`
	Offices []SegregatedOffice `json:"offices"`
	WeightG int64              `json:"weight_g"`
}

// SegregatedItem is part of others.
type SegregatedItem struct {
	ID        string `json:"id"`
	Number    string `json:"number"`
	Postcode  string `json:"postcode"`
	Recipient string `json:"recipient"`
	WeightG   int64  `json:"weight_g"`
}

// SegregatedOffice is part of others.
type SegregatedOffice struct {
	Count int64 `json:"count"`
	// what the label says
	Indicator string           `json:"indicator"`
	Items     []SegregatedItem `json:"items"`
	Office    string           `json:"office"`
	WeightG   int64            `json:"weight_g"`
}

// Segregation is given by GetSegregation.
type Segregation struct {
	Groups []SegregatedGroup `json:"groups"`
	On     string            `json:"on"`
}

// Service is part of others.
type Service struct {
	// the ship code: what every operation calls service
	Code string `json:"code"`
	// CN22 or CN23
	CustomsForm      string `json:"customs_form,omitempty"`
	DeliveryStandard string `json:"delivery_standard,omitempty"`
	Indemnity        string `json:"indemnity,omitempty"`
	// its own limit; that of a destination may be lower
	MaxWeightG int64 `json:"max_weight_g,omitempty"`
	// in the language of Accept-Language
	Name string `json:"name"`
	// its items have item numbers
	Numbered bool `json:"numbered"`
	// labels of it can be made here
	Prepared bool `json:"prepared"`
	// local or overseas
	Scope string `json:"scope"`
	// delivered against a signature
	Signature bool `json:"signature"`
	// 0 none, 1 some points, 2 from end to end
	Tracking int64 `json:"tracking"`
}

// ServiceList is given by ListServices.
type ServiceList struct {
	Services []Service `json:"services"`
}

// Shipment is given by CreateShipment, given by GetShipment, given by ChangeShipment, given by
// SendAgain, given by CancelShipment, given by IssueShipment, given by RefuseAtTestCounter.
type Shipment struct {
	// empty in a dry run
	ID              string `json:"id"`
	AdviceOfReceipt bool   `json:"advice_of_receipt,omitempty"`
	// what the destination wants to know of a draft's contents
	Asked     *Asked       `json:"asked,omitempty"`
	Contents  *Declaration `json:"contents,omitempty"`
	CreatedAt time.Time    `json:"created_at"`
	// CN22 or CN23, once issued
	CustomsForm string `json:"customs_form,omitempty"`
	// postage when issued; payable is the rate in force at posting
	Estimate *Estimate `json:"estimate,omitempty"`
	Events   []Event   `json:"events,omitempty"`
	// the office abroad that takes it
	Exchange *Exchange `json:"exchange,omitempty"`
	// the last day on which the label is good
	ExpiresOn    string     `json:"expires_on,omitempty"`
	InsuredCents int64      `json:"insured_cents,omitempty"`
	IssuedAt     *time.Time `json:"issued_at,omitempty"`
	// path of the label
	LabelURL string `json:"label_url,omitempty"`
	// what a draft still lacks before it can be issued
	Missing []string `json:"missing,omitempty"`
	// the S10 item number, once issued
	Number      string     `json:"number,omitempty"`
	PostedAt    *time.Time `json:"posted_at,omitempty"`
	Recipient   *Address   `json:"recipient,omitempty"`
	Reference   string     `json:"reference,omitempty"`
	Sender      *Address   `json:"sender,omitempty"`
	Service     string     `json:"service,omitempty"`
	ServiceName string     `json:"service_name,omitempty"`
	Size        *Size      `json:"size,omitempty"`
	// draft, issued, posted, cancelled, expired or purged
	State string `json:"state"`
	// made with a test key: its papers say SPECIMEN
	Test bool `json:"test,omitempty"`
	// counts the saves
	Version int64 `json:"version"`
	// what to look at again; nothing of it stops the label
	Warnings []Warning `json:"warnings,omitempty"`
	WeightG  int64     `json:"weight_g,omitempty"`
}

// ShipmentIDs is taken by CancelShipments.
type ShipmentIDs struct {
	// up to 100
	Ids []string `json:"ids"`
}

// ShipmentLine is part of others.
type ShipmentLine struct {
	ID            string     `json:"id"`
	CreatedAt     time.Time  `json:"created_at"`
	ExpiresOn     string     `json:"expires_on,omitempty"`
	IssuedAt      *time.Time `json:"issued_at,omitempty"`
	Number        string     `json:"number,omitempty"`
	Place         string     `json:"place,omitempty"`
	PostedAt      *time.Time `json:"posted_at,omitempty"`
	RecipientName string     `json:"recipient_name,omitempty"`
	Reference     string     `json:"reference,omitempty"`
	Service       string     `json:"service,omitempty"`
	State         string     `json:"state"`
	// postage: the estimate, and what was charged once it is posted
	TotalCents int64 `json:"total_cents,omitempty"`
	WeightG    int64 `json:"weight_g,omitempty"`
}

// ShipmentList is given by ListShipments.
type ShipmentList struct {
	// where asked for: all items of the past six months by state, whatever the filters
	Counts map[string]int64 `json:"counts,omitempty"`
	// give it as after to go on; absent at the end. A page may be short, or empty, and have one
	Next      string         `json:"next,omitempty"`
	Shipments []ShipmentLine `json:"shipments"`
}

// Size is part of others.
type Size struct {
	BreadthMm int64 `json:"breadth_mm"`
	HeightMm  int64 `json:"height_mm"`
	LengthMm  int64 `json:"length_mm"`
}

// Spending is given by GetSpending.
type Spending struct {
	Items int64 `json:"items"`
	// the oldest first
	Months []Spent `json:"months"`
	// the most first
	Places []Spent `json:"places"`
	// the most first
	Services   []Spent `json:"services"`
	TotalCents int64   `json:"total_cents"`
}

// Spent is part of others.
type Spent struct {
	// of the place or service; of a month its first day
	Code       string `json:"code"`
	Items      int64  `json:"items"`
	Name       string `json:"name,omitempty"`
	TotalCents int64  `json:"total_cents"`
}

// Statement is given by GetStatement.
type Statement struct {
	Account      Deposit         `json:"account"`
	ClosingCents int64           `json:"closing_cents"`
	InCents      int64           `json:"in_cents"`
	Lines        []StatementLine `json:"lines"`
	Month        string          `json:"month"`
	OpeningCents int64           `json:"opening_cents"`
	OutCents     int64           `json:"out_cents"`
	// the month has ended: nothing is added to it any more
	Over bool `json:"over"`
}

// StatementLine is part of others.
type StatementLine struct {
	// what went out is below 0
	AmountCents  int64     `json:"amount_cents"`
	At           time.Time `json:"at"`
	BalanceCents int64     `json:"balance_cents"`
	// deposit, capture or credit
	Kind string `json:"kind"`
	// of the item
	Number string `json:"number,omitempty"`
	// id of the payment or refund
	Object string `json:"object,omitempty"`
	// in the language of Accept-Language
	Says string `json:"says"`
}

// Template is given by AddTemplate, given by GetTemplate, given by ChangeTemplate.
type Template struct {
	ID          string    `json:"id"`
	Category    string    `json:"category"`
	CreatedAt   time.Time `json:"created_at"`
	Currency    string    `json:"currency"`
	Explanation string    `json:"explanation,omitempty"`
	Line        Line      `json:"line"`
	UpdatedAt   time.Time `json:"updated_at"`
	// when an item was last issued with it
	UsedAt *time.Time `json:"used_at,omitempty"`
	// counts the saves
	Version int64 `json:"version"`
}

// TemplateList is given by ListTemplates.
type TemplateList struct {
	// of all templates, whatever the filters
	Count int64 `json:"count"`
	// give it as after to go on; absent at the end
	Next      string     `json:"next,omitempty"`
	Templates []Template `json:"templates"`
}

// TestEvent is given by TestWebhook.
type TestEvent struct {
	Event string `json:"event"`
}

// Told is part of others.
type Told struct {
	ID string `json:"id"`
	// JSON, as text: type, timestamp and data, byte for byte as endpoints get it
	Body string `json:"body"`
}

// TrackingEvent is part of others.
type TrackingEvent struct {
	At time.Time `json:"at"`
	// UPU EMSEVT
	Code string `json:"code"`
	// mail centre, by its UPU code of six letters
	Office string `json:"office,omitempty"`
	// country
	Place string `json:"place"`
	// accepted, in_transit, held, customs, out_for_delivery, to_collect, attempted, delivered or
	// stopped
	Stage string `json:"stage"`
	// in the language of Accept-Language
	Text string `json:"text"`
}

// Try is part of others.
type Try struct {
	At   time.Time `json:"at"`
	Code int64     `json:"code,omitempty"`
	// the beginning of the endpoint's answer
	Excerpt string `json:"excerpt,omitempty"`
	Reason  string `json:"reason,omitempty"`
	TookMs  int64  `json:"took_ms"`
}

// TwinList is given by ListAddressTwins.
type TwinList struct {
	Twins []AddressTwins `json:"twins"`
}

// Unpaid is given by GetBatchUnpaid, given by GetUnpaid.
type Unpaid struct {
	AmountCents int64 `json:"amount_cents"`
	// ids to pay for together, as many as one payment takes
	Items []string `json:"items"`
}

// UsedKey is given by GetIdempotencyKey.
type UsedKey struct {
	// the oldest first; a key may have been used for several operations
	Done []Done `json:"done"`
	Key  string `json:"key"`
}

// Warning is part of others.
type Warning struct {
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// Webhook is given by CreateWebhook, given by GetWebhook, given by ChangeWebhook, given by
// PauseWebhook, given by ResumeWebhook, given by RotateWebhook.
type Webhook struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	// until then the secret before signs too
	OldSecretUntil *time.Time `json:"old_secret_until,omitempty"`
	// whsec_…, in the answer that made it and in no other
	Secret string `json:"secret,omitempty"`
	// active or paused; what happens while it is paused waits
	State string   `json:"state"`
	Types []string `json:"types"`
	URL   string   `json:"url"`
}

// WebhookList is given by ListWebhooks.
type WebhookList struct {
	Webhooks []Webhook `json:"webhooks"`
}

// WeighedItem is taken by ReweighAtTestCounter.
type WeighedItem struct {
	// the item number
	Number  string `json:"number"`
	WeightG int64  `json:"weight_g"`
}

// Zone is part of others.
type Zone struct {
	Place        Place `json:"place"`
	PostageCents int64 `json:"postage_cents"`
}
