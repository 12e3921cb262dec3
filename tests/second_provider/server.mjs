// A second identity provider for the journeys: node-oidc-provider, certified, strict, not ours.
//
// README: test_providers.py starts it; by hand, with every variable of `environment` set:
//   PORT=9001 ISSUER=http://localhost:9001 CLIENT_ID=… … node tests/second_provider/server.mjs
// It says "ready" on standard output once it listens and keeps everything in memory. Any login name
// and password enters; the subject is always "second-" + login name. Nothing of the product's
// settings is bent towards it: standard scopes, PKCE and client_secret_basic enforced, a consent
// that is remembered for the session, and a question before the session ends.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const environment = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set`);
  return process.env[name];
};
const port = Number(environment("PORT"));
const signingKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const PREFIX = "second-";

const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (title, content) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${content}</html>`;

const provider = new Provider(environment("ISSUER"), {
  clients: [
    {
      client_id: environment("CLIENT_ID"),
      client_secret: environment("CLIENT_SECRET"),
      client_name: "info.go.th",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: [environment("REDIRECT_URI")],
      post_logout_redirect_uris: [environment("POST_LOGOUT_URI")],
      token_endpoint_auth_method: "client_secret_basic",
      id_token_signed_response_alg: "RS256",
    },
  ],
  claims: {
    openid: ["sub"],
    profile: ["preferred_username", "given_name", "family_name"],
    email: ["email"],
    phone: ["phone_number"],
  },
  clientAuthMethods: ["client_secret_basic"],
  cookies: { keys: [randomBytes(32).toString("hex")] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = page("Sign out", `${form}<button form="op.logoutForm" name="logout" value="yes">Sign me out</button>`);
      },
    },
  },
  findAccount(_ctx, subject) {
    const login = subject.slice(PREFIX.length);
    return {
      accountId: subject,
      claims: () => ({
        sub: subject,
        preferred_username: login,
        given_name: "Somsri",
        family_name: `of ${login}`,
        email: `${login}@second.example`,
        phone_number: "+66800000200",
      }),
    };
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...signingKey, alg: "RS256", use: "sig", kid: "second-1" }] },
  pkce: { required: () => true },
  renderError(ctx, out) {
    ctx.type = "html";
    ctx.body = page("Error", `<p>${escape(out.error)}: ${escape(out.error_description)}</p>`);
  },
  responseTypes: ["code"],
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
});

const forms = {
  login: () =>
    page(
      "Sign in",
      `<form method="post"><p><label>Login name <input name="login" required></label>
<p><label>Password <input name="password" type="password" required></label><p><button>Sign in</button></form>`,
    ),
  consent: ({ prompt }) =>
    page(
      "Share your data?",
      `<p>info.go.th asks for: ${escape(prompt.details.missingOIDCScope.join(", "))}</p>
<form method="post"><button name="answer" value="agree">Agree</button>
<button name="answer" value="refuse">Refuse</button></form>`,
    ),
};

const answers = {
  login: (_interaction, form) => ({ login: { accountId: PREFIX + form.get("login") } }),
  async consent({ params, prompt, session }, form) {
    if (form.get("answer") !== "agree") {
      return { error: "access_denied", error_description: "<b>The person refused</b>" };
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(prompt.details.missingOIDCScope.join(" "));
    return { consent: { grantId: await grant.save() } };
  },
};

async function interact(request, response) {
  const interaction = await provider.interactionDetails(request, response);
  const { name } = interaction.prompt;
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(forms[name](interaction));
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const result = await answers[name](interaction, new URLSearchParams(body));
  await provider.interactionFinished(request, response, result);
}

const handle = provider.callback();
const server = createServer((request, response) => {
  if (!request.url.startsWith("/interaction/")) return handle(request, response);
  return interact(request, response).catch((error) => {
    console.error(error);
    response.writeHead(error.statusCode ?? 500).end(page("Error", `<p>${escape(error.message)}</p>`));
  });
});
server.listen(port, "127.0.0.1", () => console.log("ready"));
