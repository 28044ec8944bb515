export { GET, HEAD, OPTIONS } from '../../auth/[[...path]]/route.js';
