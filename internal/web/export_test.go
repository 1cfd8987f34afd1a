package web

// FormToken is what the forms of a session carry that move money, in the field
// TokenField.
var FormToken = formToken

const TokenField = tokenField
