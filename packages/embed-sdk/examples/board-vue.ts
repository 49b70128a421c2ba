import { type EmbedHandle, embed, type Theme } from "@cruiseboard/embed-sdk";
import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, ref, watch } from "vue";

/** As a single-file component: the same in `<script setup>`, with `<div ref="container" />` as template. */
export const Board = defineComponent({
  props: {
    theme: { type: String as PropType<Theme>, default: "system" },
    getToken: { type: Function as PropType<() => Promise<string>>, required: true },
  },
  setup(props) {
    const container = ref<HTMLDivElement>();
    let board: EmbedHandle | undefined;
    onMounted(() => {
      if (!container.value) return;
      const { theme, getToken } = props;
      board = embed({ container: container.value, url: "https://board.example.com", getToken, theme });
    });
    watch(
      () => props.theme,
      (theme) => board?.setTheme(theme),
    );
    onBeforeUnmount(() => board?.destroy());
    return () => h("div", { ref: container, style: { height: "700px" } });
  },
});
