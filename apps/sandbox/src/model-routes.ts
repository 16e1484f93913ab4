import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallLog } from './calls.ts';
import { deliver } from './deliver.ts';
import { FAULT_WORDS, type FaultScript, parseFault, splitModel } from './faults.ts';
import type { Pace } from './pace.ts';
import type { PromptCache } from './prompt-cache.ts';
import type { Endpoint, Refused } from './protocols/protocol.ts';
import { answerTo } from './writing/answer.ts';

/** What all calls of one sandbox share. */
export type World = { log: CallLog; script: FaultScript; cache: PromptCache; pace: Pace; keepAliveMs: number };

const send = (reply: FastifyReply, { status, headers, body }: Refused): FastifyReply =>
  reply.code(status).headers(headers).send(body);

const header = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Adds one model endpoint; errors speak the provider's language. */
export async function addModelRoute<Body>(app: FastifyInstance, world: World, endpoint: Endpoint<Body>): Promise<void> {
  const { protocol } = endpoint;
  const { log, script, cache } = world;

  await app.register(async (scope) => {
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      log.refuse();
      const { message, param } = inWords(error);
      return send(reply, protocol.invalid(error.statusCode ?? 500, message, param));
    });

    scope.addHook('onRequest', async (request, reply) => {
      const refused = endpoint.refuse(request.headers);
      if (refused === null) return;
      log.refuse();
      return send(reply, refused);
    });

    scope.post(endpoint.path, { schema: { body: endpoint.schema } }, async (request, reply) => {
      // Fastify has checked it against the endpoint's schema.
      const body = request.body as Body;
      const asked = endpoint.conversationOf(body);
      const { model, fault: inModel } = splitModel(asked.model);
      const conversation = { ...asked, model };
      const texts = conversation.messages.map(({ text }) => text);
      const spec = header(request, 'x-sandbox-fault') ?? inModel ?? script.take({ model, texts });
      const fault = spec === null ? null : parseFault(spec);
      if (spec !== null && fault === null) {
        log.refuse();
        const message = `unknown sandbox fault ${JSON.stringify(spec)}: one of ${FAULT_WORDS.join(', ')}`;
        return send(reply, protocol.invalid(400, message, null));
      }

      const call = log.open({
        protocol: protocol.name,
        model,
        call: header(request, 'x-taktstock-call'),
        stream: conversation.stream,
        fault: spec,
        inputChars: texts.reduce((sum, text) => sum + text.length, 0),
      });
      const writer = protocol.writer(call.id, model, endpoint.includeUsage(body));
      if (fault?.kind === 'refusal') {
        // A refused call costs nothing.
        log.finish(call, 'fault', { ...call.usage });
        const refused = protocol.refusal(fault.refusal, fault.retryAfterSeconds);
        return send(reply, { ...refused, headers: { ...writer.headers, ...refused.headers } });
      }
      const { pace, keepAliveMs } = world;
      const text = answerTo(conversation, fault?.kind === 'slip' ? fault : null);
      const input = cache.take(conversation);
      const { cleared } = script;
      await deliver(reply, { conversation, input, writer, fault, text, pace, keepAliveMs, cleared, log, call });
      return reply;
    });
  });
}

/** A fault of the request in the manner of both providers: the path of the field, then what is wrong. */
function inWords(error: FastifyError): { message: string; param: string | null } {
  const fault = error.validation?.[0];
  if (fault === undefined) return { message: error.message, param: null };
  const path = fault.instancePath.slice(1).replaceAll('/', '.');
  if (fault.keyword !== 'required') {
    return { message: `${path || 'body'}: Input ${fault.message ?? 'is invalid'}`, param: path || null };
  }
  const missing = String(fault.params['missingProperty']);
  const param = path === '' ? missing : `${path}.${missing}`;
  return { message: `${param}: Field required`, param };
}
