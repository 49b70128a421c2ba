import type { Kysely, KyselyPlugin } from "kysely";

/** Tells every statement that goes to the database, as SQL without its values. */
export function toldStatements<Schema>(db: Kysely<Schema>, onWork: (what: string) => void): Kysely<Schema> {
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      onWork(db.getExecutor().compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return db.withPlugin(plugin);
}

/** Tells every call of an object's functions by its name, such as `board.find`. */
export function toldCalls<T extends object>(name: string, target: T, onWork: (what: string) => void): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]): unknown => {
        onWork(`${name}.${String(property)}`);
        return Reflect.apply(value, object, parameters);
      };
    },
  });
}
