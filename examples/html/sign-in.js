import 'latchkey/elements'
