import type { settings as source } from '../en/settings.ts'
import { translation } from '../message.ts'

export const settings = translation<typeof source>()({
  'admin.not_set': 'Não definido',
  'admin.settings.title': 'Configurações',
  'admin.settings.lead':
    'As configurações fazem parte da implantação: altere-as em latchkey.toml e implante de novo. Segredos nunca são exibidos.',
  'admin.settings.on': 'Ligado',
  'admin.settings.off': 'Desligado',
  'admin.settings.set': 'Definido',
  'admin.settings.api': 'APIs e chaves',
  'admin.settings.appearance': 'Aparência',
  'admin.settings.audit': 'Registro de auditoria',
  'admin.settings.email': 'E-mail',
  'admin.settings.other': 'Outras',
  'admin.settings.passwords': 'Senhas',
  'admin.settings.product': 'Produto',
  'admin.settings.sessions': 'Sessões e acesso',
  'admin.settings.setup': 'Configuração inicial',
  'admin.settings.sign_up': 'Cadastro',

  'admin.value.COLOR_SCHEME.auto': 'Como o navegador',
  'admin.value.COLOR_SCHEME.dark': 'Escuro',
  'admin.value.COLOR_SCHEME.light': 'Claro',
  'admin.value.REGISTRATION.closed': 'Fechado',
  'admin.value.REGISTRATION.invitation': 'Com convite',
  'admin.value.REGISTRATION.open': 'Aberto a todos',
  'admin.value.SECOND_FACTOR.all': 'Todos',
  'admin.value.SECOND_FACTOR.admins': 'Administradores',
  'admin.value.SECOND_FACTOR.optional': 'Opcional',

  'admin.setting.ACCENT_COLOR': 'Cor de destaque',
  'admin.setting.ACCENT_COLOR.help': 'Botões e links. Ajustada até ficar legível.',
  'admin.setting.ADMIN_EMAIL': 'Conta padrão do Lightnovel Crawler',
  'admin.setting.ADMIN_EMAIL.help': 'Existe apenas enquanto as contas padrão estão ligadas.',
  'admin.setting.ADMIN_PASSWORD': 'A senha dela',
  'admin.setting.ALLOWED_ORIGINS': 'Origens permitidas',
  'admin.setting.ALLOWED_ORIGINS.help':
    'Outras origens cujas páginas podem chamar este serviço pelo navegador.',
  'admin.setting.APIS': 'APIs oferecidas',
  'admin.setting.APIS.help': 'As APIs documentadas que este serviço oferece.',
  'admin.setting.APP_URL': 'Seu produto',
  'admin.setting.APP_URL.help': 'Para onde o logotipo leva e para onde se vai depois de entrar.',
  'admin.setting.AUDIT_DAYS': 'Retenção',
  'admin.setting.AUDIT_DAYS.help': 'Eventos mais antigos são excluídos.',
  'admin.setting.BCRYPT_COST': 'Custo do bcrypt',
  'admin.setting.BCRYPT_COST.help':
    'Cada passo dobra o tempo para adivinhar uma senha, e para verificá-la.',
  'admin.setting.COLOR_SCHEME': 'Esquema de cores',
  'admin.setting.COLOR_SCHEME.help': 'Claro, escuro ou a preferência de cada navegador.',
  'admin.setting.DEFAULT_ACCOUNTS': 'Contas padrão',
  'admin.setting.DEFAULT_ACCOUNTS.help':
    'Contas com senhas documentadas até a configuração inicial. Apenas para uso local.',
  'admin.setting.DEFAULT_LANGUAGE': 'Idioma padrão',
  'admin.setting.DEFAULT_LANGUAGE.help':
    'Das páginas e dos e-mails para usuários cujo idioma não está disponível.',
  'admin.setting.ICON_URL': 'Ícone',
  'admin.setting.ICON_URL.help': 'Uma imagem quadrada para abas e telas de início.',
  'admin.setting.INVITATION_DAYS': 'Validade de um convite',
  'admin.setting.INVITATION_DAYS.help': 'Depois disso, o link não funciona mais.',
  'admin.setting.JWT_EXPIRES_IN': 'Sessão de um aplicativo',
  'admin.setting.JWT_EXPIRES_IN.help': 'Quanto tempo dura um token de uma API.',
  'admin.setting.JWT_SECRET': 'Chave de assinatura',
  'admin.setting.JWT_SECRET.help': 'Assina os tokens de sessão e nada mais.',
  'admin.setting.JWT_SECRET_PREVIOUS': 'Chave de assinatura anterior',
  'admin.setting.JWT_SECRET_PREVIOUS.help':
    'Ainda aceita enquanto a chave é substituída. Remova-a depois.',
  'admin.setting.LOCAL_EMAIL': 'Conta padrão do asyncat',
  'admin.setting.LOCAL_EMAIL.help': 'Existe apenas enquanto as contas padrão estão ligadas.',
  'admin.setting.LOCAL_PASSWORD': 'A senha dela',
  'admin.setting.LOGIN_ATTEMPTS': 'Falhas ao entrar',
  'admin.setting.LOGIN_ATTEMPTS.help':
    'Esse número de senhas incorretas bloqueia uma conta por um tempo.',
  'admin.setting.LOGIN_WINDOW': 'Bloqueio',
  'admin.setting.LOGIN_WINDOW.help':
    'Por quanto tempo as falhas contam e quanto tempo dura um bloqueio.',
  'admin.setting.LOGO_DARK_URL': 'Logotipo escuro',
  'admin.setting.LOGO_DARK_URL.help': 'Substitui o logotipo no esquema escuro.',
  'admin.setting.LOGO_URL': 'Logotipo',
  'admin.setting.LOGO_URL.help': 'Exibido em páginas e e-mails no lugar do nome.',
  'admin.setting.MAIL': 'Envio de e-mail',
  'admin.setting.MAIL.help':
    'Sem ele não há links de redefinição, códigos de verificação nem avisos.',
  'admin.setting.MAIL_FROM': 'Remetente',
  'admin.setting.MAIL_FROM.help': 'O endereço de onde os e-mails são enviados.',
  'admin.setting.OAUTH': 'Tokens para outros serviços',
  'admin.setting.OAUTH.help':
    'Outros serviços verificam esses tokens por conta própria, com as chaves publicadas.',
  'admin.setting.ACCESS_TOKEN_LIFE': 'Token de acesso',
  'admin.setting.ACCESS_TOKEN_LIFE.help': 'Quanto tempo dura um token para outro serviço.',
  'admin.setting.CIMD': 'Apps não registrados',
  'admin.setting.CIMD.help':
    'Se os apps podem se descrever em um documento no ID de cliente: nenhum, os dos hosts listados ou qualquer um.',
  'admin.setting.CIMD_HOSTS': 'Hosts desses apps',
  'admin.setting.CIMD_HOSTS.help':
    'Os hosts cujos documentos são aceitos se a configuração CIMD for list.',
  'admin.setting.REFRESH_IDLE': 'Acesso de app sem uso',
  'admin.setting.REFRESH_IDLE.help': 'Por quanto tempo um app sem uso mantém o acesso.',
  'admin.setting.DEVICE': 'Entrada de dispositivos',
  'admin.setting.DEVICE.help':
    'Permite a entrada de dispositivos sem navegador: o usuário digita o código que o dispositivo mostra.',
  'admin.setting.RESOURCES': 'Destinatários dos tokens de acesso',
  'admin.setting.RESOURCES.help': 'Os serviços para os quais são emitidos tokens de acesso.',
  'admin.setting.OPEN_ARCHIVER_MFA': 'Segunda etapa do Open Archiver',
  'admin.setting.OPEN_ARCHIVER_MFA.help':
    'Se desativada, os usuários acrescentam o código ao fim da senha.',
  'admin.setting.EMAIL_TEXTS': 'Textos próprios',
  'admin.setting.EMAIL_TEXTS.help': 'Os idiomas em que você substituiu textos de e-mails.',
  'admin.setting.PAGES': 'Páginas',
  'admin.setting.PAGES.help': 'Quando desligado, apenas as APIs são oferecidas.',
  'admin.setting.PASSWORDS': 'Senhas',
  'admin.setting.PASSWORDS.help':
    'Quando desativadas, as pessoas entram apenas com chaves de acesso.',
  'admin.setting.PASSWORD_HASH': 'Hash de senha',
  'admin.setting.PASSWORD_HASH.help':
    'Como novas senhas são armazenadas. Hashes antigos são substituídos ao entrar.',
  'admin.setting.PASSWORD_MIN_LENGTH': 'Comprimento mínimo',
  'admin.setting.PASSWORD_MIN_LENGTH.help': 'Caracteres que uma nova senha deve ter.',
  'admin.setting.PRIVACY_URL': 'Política de privacidade',
  'admin.setting.PRIVACY_URL.help': 'Um link abaixo das páginas para visitantes.',
  'admin.setting.PRODUCT_NAME': 'Nome do produto',
  'admin.setting.PRODUCT_NAME.help': 'Exibido em páginas e e-mails.',
  'admin.setting.PUBLIC_URL': 'Endereço das páginas',
  'admin.setting.PUBLIC_URL.help': 'O começo de cada link em um e-mail.',
  'admin.setting.PWNED_PASSWORDS': 'Verificar senhas vazadas',
  'admin.setting.PWNED_PASSWORDS.help':
    'Recusa senhas que o Have I Been Pwned conhece. Apenas parte de um hash é enviada.',
  'admin.setting.REGISTRATION': 'Quem pode se cadastrar',
  'admin.setting.REGISTRATION.help': 'Administradores sempre podem criar usuários.',
  'admin.setting.ROOT_SECRET': 'Chave raiz',
  'admin.setting.ROOT_SECRET.help':
    'As outras chaves são derivadas dela. Nenhum outro serviço pode tê-la.',
  'admin.setting.ROOT_SECRET_PREVIOUS': 'Chave raiz anterior',
  'admin.setting.ROOT_SECRET_PREVIOUS.help':
    'Ainda lê os dados armazenados enquanto a chave é substituída. Remova-a depois.',
  'admin.setting.SECOND_FACTOR': 'Verificação em duas etapas',
  'admin.setting.SECOND_FACTOR.help':
    'Quem precisa entrar também com um código de um app autenticador.',
  'admin.setting.SESSION_IDLE': 'Sessão de navegador sem uso',
  'admin.setting.SESSION_IDLE.help': 'Um navegador sem uso por esse tempo é desconectado.',
  'admin.setting.SESSION_LIFETIME': 'Sessão de navegador mais longa',
  'admin.setting.SESSION_LIFETIME.help':
    'Depois disso é preciso entrar de novo, mesmo que o navegador seja usado.',
  'admin.setting.SETUP_TOKEN': 'Token de configuração',
  'admin.setting.SETUP_TOKEN.help':
    'Necessário para criar o primeiro administrador. Remova-o depois.',
  'admin.setting.STYLESHEET_URL': 'Folha de estilos',
  'admin.setting.STYLESHEET_URL.help': 'Seus próprios estilos, que substituem os incluídos.',
  'admin.setting.SUDO_MINUTES': 'Acesso recente',
  'admin.setting.SUDO_MINUTES.help':
    'Quanto tempo vale uma confirmação de identidade para alterar usuários e a verificação em duas etapas. 15 minutos se não definido.',
  'admin.setting.SUPPORT_EMAIL': 'Suporte',
  'admin.setting.SUPPORT_EMAIL.help':
    'O endereço do link “Suporte” abaixo das páginas para visitantes.',
  'admin.setting.TERMS_URL': 'Termos de serviço',
  'admin.setting.VERSION': 'Versão',
  'admin.setting.TERMS_URL.help': 'Um link abaixo das páginas para visitantes.',
})
